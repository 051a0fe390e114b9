package io.ddlguard.chaos;

/** What happens to a deploy. */
enum Disturbance {
    /** SIGKILL to its JVM. */
    KILL,
    /** {@code pg_terminate_backend} for all of its connections. */
    TERMINATE,
    /** An immediate shutdown of the server, and its start. */
    RESTART,
    /** SIGKILL during a build or a scan of some seconds: the server goes on with it when the next deploy is there. */
    ORPHAN;

    void strike(DeployJvm deploy, PrivateServer server, String database) {
        switch (this) {
            case KILL, ORPHAN -> deploy.kill();
            case TERMINATE -> server.terminateBackends(database);
            case RESTART -> server.restart();
        }
    }

    /** Whether what the deploy has not handed over yet is never sent. */
    boolean silencesTheDeploy() {
        return this == KILL || this == ORPHAN;
    }

    boolean needsALongBuild() {
        return this == ORPHAN;
    }
}
