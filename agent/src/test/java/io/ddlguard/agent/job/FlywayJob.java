package io.ddlguard.agent.job;

import java.sql.SQLException;
import org.flywaydb.core.Flyway;

/** A deploy job: Flyway with its default settings. Its exit code is 1 where a migration failed. */
public final class FlywayJob {

    private FlywayJob() {}

    public static void main(String[] arguments) {
        Flyway flyway = Flyway.configure()
                .dataSource(arguments[0], null, null)
                .locations("filesystem:" + arguments[1])
                .baselineOnMigrate(true)
                .load();
        try {
            System.out.println("executed " + flyway.migrate().migrationsExecuted);
        } catch (RuntimeException e) {
            System.out.println("failed " + sqlState(e));
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }

    private static String sqlState(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return sql.getSQLState();
            }
        }
        return "no SQLSTATE";
    }
}
