package io.ddlguard.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Driver;

/**
 * The pgjdbc that lies as a jar in our jar. Only the command line loads it, and into this loader: where the jar is an
 * agent it is on the application's class path, and a driver there would hide the application's own.
 */
public final class OwnDriver extends URLClassLoader {

    private static final String NESTED = "postgresql.jar";

    private final Path file;

    private OwnDriver(Path file, URL url) {
        super(new URL[] {url}, ClassLoader.getPlatformClassLoader());
        this.file = file;
    }

    static OwnDriver unpack() throws IOException {
        Path file = Files.createTempFile("ddlguard-pgjdbc", ".jar");
        // For the user who interrupts it; else close() has deleted it before.
        file.toFile().deleteOnExit();
        try (InputStream nested = OwnDriver.class.getResourceAsStream(NESTED)) {
            if (nested == null) {
                throw new IOException("there is no " + NESTED + " in this jar");
            }
            Files.copy(nested, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return new OwnDriver(file, file.toUri().toURL());
    }

    Driver driver() {
        try {
            return (Driver) Class.forName("org.postgresql.Driver", true, this)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the driver in this jar cannot be used", e);
        }
    }

    @Override
    public void close() throws IOException {
        super.close();
        Files.deleteIfExists(file);
    }
}
