package io.ddlguard.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * A guarded deploy of a migration that would break the running application.
 *
 * @param columnStays whether the column that it drops is still there
 */
record Refusal(int exitCode, List<String> output, boolean columnStays) {

    static final String MIGRATION = "ALTER TABLE orders DROP COLUMN legacy_note";

    /** Its own location, beside the one of the migrations that have been applied. */
    private static final String CLEANUP = "classpath:db/cleanup";

    private static final String SQLSTATE = "DG001";

    static Refusal of(DemoServer server, String database, Path agent, Console console)
            throws SQLException, IOException, InterruptedException {
        Deploy deploy = Deploy.run(
                server.url(database, "deploy"), agent, List.of(PhaseRunner.MIGRATIONS, CLEANUP), console::job);
        try (Connection connection = server.admin(database);
                ResultSet column = connection.getMetaData().getColumns(null, "public", "orders", "legacy_note")) {
            return new Refusal(
                    deploy.exitCode(),
                    deploy.output().stream().map(Deploy.Line::text).toList(),
                    column.next());
        }
    }

    /** Refused by the guard, seen as a failure by whoever runs the deploy, and without effect. */
    boolean asItShould() {
        return exitCode != 0 && columnStays && output.stream().anyMatch(line -> line.contains(SQLSTATE));
    }
}
