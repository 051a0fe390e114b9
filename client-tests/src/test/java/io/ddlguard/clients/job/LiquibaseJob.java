package io.ddlguard.clients.job;

import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.exception.LiquibaseException;
import liquibase.resource.ClassLoaderResourceAccessor;

/** Liquibase: a URL, a driver class, a change log, and then commands. */
public final class LiquibaseJob {

    private LiquibaseJob() {}

    public static void main(String[] arguments) throws LiquibaseException {
        ClassLoaderResourceAccessor files = new ClassLoaderResourceAccessor();
        Database database = DatabaseFactory.getInstance()
                .openDatabase(arguments[0], null, null, arguments[1], null, null, null, files);
        try (Liquibase liquibase = new Liquibase(arguments[2], files, database)) {
            for (int at = 3; at < arguments.length; at++) {
                run(liquibase, arguments[at]);
            }
        }
    }

    private static void run(Liquibase liquibase, String command) throws LiquibaseException {
        switch (command) {
            case "update" -> liquibase.update(new Contexts(), new LabelExpression());
            case "rollback-count-1" -> liquibase.rollback(1, new Contexts(), new LabelExpression());
            case "validate" -> liquibase.validate();
            default -> throw new IllegalArgumentException(command);
        }
    }
}
