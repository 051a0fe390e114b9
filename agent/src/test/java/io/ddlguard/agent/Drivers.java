package io.ddlguard.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The pgjdbc jars that the build fetched, one of each minor version that is supported. */
final class Drivers {

    private static final Path DIRECTORY = Path.of(System.getProperty("ddlguard.test.pgjdbc"));

    private Drivers() {}

    static List<Path> all() {
        try (Stream<Path> jars = Files.list(DIRECTORY)) {
            return jars.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path oldest() {
        return all().get(0);
    }

    static Path newest() {
        return all().get(all().size() - 1);
    }
}
