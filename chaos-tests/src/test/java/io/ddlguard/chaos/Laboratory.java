package io.ddlguard.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** The server with the prepared database, and where the deploys write. */
record Laboratory(PrivateServer server, Migrations migrations, Path output) implements AutoCloseable {

    private static final String TEMPLATE = "ground";

    static Laboratory open(String name) {
        Path output = Path.of(System.getProperty("ddlguard.test.output"), name);
        clear(output);
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

    /** What earlier runs have left there would be taken for this one's. */
    private static void clear(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
