package io.ddlguard.clients;

import io.ddlguard.testpostgres.JobJvm;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** The way by which a client reaches PostgreSQL. */
enum Door {
    /** pgjdbc with nothing in between. */
    RAW("org.postgresql.Driver"),
    /** pgjdbc, guarded from within. */
    AGENT("org.postgresql.Driver") {
        @Override
        JobJvm jvm() {
            return super.jvm().option("-javaagent:" + JobJvm.agent());
        }
    },
    /** The registered driver and its URL prefix. */
    DRIVER("io.ddlguard.driver.DdlGuardDriver") {
        @Override
        JobJvm jvm() {
            return super.jvm().with(JAR);
        }

        @Override
        String url(String plain) {
            return "jdbc:ddlguard:" + plain.substring("jdbc:".length());
        }
    },
    /** The driver that is named as the driver class, with a plain URL. */
    DRIVER_CLASS("io.ddlguard.driver.GuardedPostgresDriver") {
        @Override
        JobJvm jvm() {
            return super.jvm().with(JAR);
        }
    };

    /** Both doors, the driver by its URL. */
    static final List<Door> BY_URL = List.of(AGENT, DRIVER);

    /** Both doors, the driver by its class. */
    static final List<Door> BY_CLASS = List.of(AGENT, DRIVER_CLASS);

    static final Path JAR = Path.of(System.getProperty("ddlguard.test.driver"));

    private final String driverClass;

    Door(String driverClass) {
        this.driverClass = driverClass;
    }

    /** With the door, pgjdbc, and nothing of the client yet. It runs for seconds: what compiles for hours is left out. */
    JobJvm jvm() {
        return JobJvm.plain()
                .option("-XX:TieredStopAtLevel=1")
                .option("-XX:+UseSerialGC")
                .with(pgjdbc());
    }

    /** What a client is given as its URL. */
    String url(String plain) {
        return plain;
    }

    /** What a client is given as the class of its driver. */
    String driverClass() {
        return driverClass;
    }

    static Path pgjdbc() {
        try {
            return Path.of(org.postgresql.Driver.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
