package io.ddlguard.chaos;

/** What happens to a deploy. */
enum Disturbance {
    /** SIGKILL to its JVM. */
    KILL,
    /** {@code pg_terminate_backend} for all of its connections. */
    TERMINATE,
    /** An immediate shutdown of the server, and its start. */
    RESTART;

    void strike(DeployJvm deploy, PrivateServer server, String database) {
        switch (this) {
            case KILL -> deploy.kill();
            case TERMINATE -> server.terminateBackends(database);
            case RESTART -> server.restart();
        }
    }

    /** Whether what the deploy has not handed over yet is never sent. */
    boolean silencesTheDeploy() {
        return this == KILL;
    }
}
