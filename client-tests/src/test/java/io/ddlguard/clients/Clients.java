package io.ddlguard.clients;

import io.ddlguard.testpostgres.JobJvm;
import java.nio.file.Path;

/** The folders of jars that the build fetched: the class paths of the clients. */
final class Clients {

    private static final Path CLIENTS = Path.of(System.getProperty("ddlguard.test.clients"));

    private Clients() {}

    static Path flyway(String major) {
        return Path.of(System.getProperty("ddlguard.test.flyway")).resolve(major);
    }

    static JobJvm withLiquibase(String major, JobJvm jvm) {
        return jvm.withAll(of("liquibase").resolve(major))
                .withAll(of("liquibase").resolve("libraries"));
    }

    static Path of(String name) {
        return CLIENTS.resolve(name);
    }
}
