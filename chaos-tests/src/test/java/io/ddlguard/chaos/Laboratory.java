package io.ddlguard.chaos;

import java.nio.file.Path;

/** The server with the prepared database, and where the deploys write. */
record Laboratory(PrivateServer server, Migrations migrations, Path output) implements AutoCloseable {

    private static final String TEMPLATE = "ground";

    static Laboratory open(String name) {
        Path output = Path.of(System.getProperty("ddlguard.test.output"), name);
        Laboratory laboratory = new Laboratory(PrivateServer.start(output), Migrations.deployed(), output);
        laboratory.server.create(TEMPLATE);
        DeployJvm.raw(
                        PrivateServer.deployUrl(laboratory.server.port(), TEMPLATE),
                        Migrations.ground(),
                        output.resolve("ground.log"))
                .await()
                .orFail();
        return laboratory;
    }

    String freshDatabase(String name) {
        server.copy(TEMPLATE, name);
        return name;
    }

    Path log(String name) {
        return output.resolve(name + ".log");
    }

    /** What the deploy makes of the ground when nothing is in its way and nobody guards it. */
    DatabasePrint raw() {
        String database = freshDatabase("raw");
        DeployJvm.raw(PrivateServer.deployUrl(server.port(), database), migrations, log(database))
                .await()
                .orFail();
        DatabasePrint print = DatabasePrint.of(server, database);
        server.drop(database);
        return print;
    }

    @Override
    public void close() {
        server.close();
    }
}
