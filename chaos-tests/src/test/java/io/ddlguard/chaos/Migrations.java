package io.ddlguard.chaos;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Folders of migrations on the deploy's class path. */
record Migrations(String locations) {

    /** What was there before: a table in use. */
    static Migrations ground() {
        return new Migrations("classpath:db/ground");
    }

    /** What the system property {@code chaos.migrations} names, on top of the ground. */
    static Migrations deployed() {
        return new Migrations(Arrays.stream(("ground," + System.getProperty("chaos.migrations")).split(","))
                .map(folder -> "classpath:db/" + folder)
                .collect(Collectors.joining(",")));
    }
}
