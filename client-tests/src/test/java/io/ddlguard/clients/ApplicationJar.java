package io.ddlguard.clients;

import io.ddlguard.clients.app.ShopApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.springframework.boot.loader.tools.Libraries;
import org.springframework.boot.loader.tools.Library;
import org.springframework.boot.loader.tools.LibraryScope;
import org.springframework.boot.loader.tools.Repackager;

/** The application as {@code spring-boot:repackage} makes it: its jars lie inside of its jar. */
final class ApplicationJar {

    private ApplicationJar() {}

    /** With Flyway and pgjdbc. */
    static Path in(Path directory, Path... more) throws Exception {
        Path plain = directory.resolve("plain.jar");
        String classes = classes().toString();
        int failed = ToolProvider.findFirst("jar")
                .orElseThrow()
                .run(
                        System.out,
                        System.err,
                        "--create",
                        "--file=" + plain,
                        "-C",
                        classes,
                        "io/ddlguard/clients/app",
                        "-C",
                        classes,
                        "db/migration");
        if (failed != 0) {
            throw new IllegalStateException("jar ended with " + failed);
        }
        Path application = directory.resolve("application-" + more.length + ".jar");
        Repackager repackager = new Repackager(plain.toFile());
        repackager.setMainClass(ShopApplication.class.getName());
        repackager.repackage(application.toFile(), libraries(more));
        return application;
    }

    private static Libraries libraries(Path... more) {
        Stream<Path> all = Stream.of(
                        jars(Clients.of("spring-boot")).stream(),
                        jars(Clients.flyway("11")).stream(),
                        Stream.of(Door.pgjdbc()),
                        Stream.of(more))
                .flatMap(jars -> jars);
        List<Library> libraries =
                all.map(jar -> new Library(jar.toFile(), LibraryScope.RUNTIME)).toList();
        return callback -> {
            for (Library library : libraries) {
                callback.library(library);
            }
        };
    }

    private static List<Path> jars(Path folder) {
        try (Stream<Path> jars = Files.list(folder)) {
            return jars.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path classes() throws Exception {
        return Path.of(ShopApplication.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
    }
}
