package io.ddlguard.driver;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Runs a migration with a chosen major of Flyway, in a loader that holds that one and this module's class path. */
final class Flyways {

    private static final Path OTHERS = Path.of(System.getProperty("ddlguard.test.flyways"));

    private Flyways() {}

    static int migrate(String major, Map<String, String> job) throws IOException {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(classPath(major).toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            // As in a tool that was started with this Flyway: it looks for its plugins in the context loader too.
            Thread.currentThread().setContextClassLoader(loader);
            @SuppressWarnings("unchecked")
            Function<Map<String, String>, Integer> run =
                    (Function<Map<String, String>, Integer>) Class.forName(FlywayRun.class.getName(), true, loader)
                            .getDeclaredConstructor()
                            .newInstance();
            return run.apply(job);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Flyway " + major + " does not link with the plugin", e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    /** Flyway 11 is the one of this class path; the others were put aside by the build. */
    private static List<URL> classPath(String major) throws IOException {
        List<URL> found = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            Path path = Path.of(entry);
            if (major.equals("11") || !path.getFileName().toString().startsWith("flyway-")) {
                found.add(url(path));
            }
        }
        if (!major.equals("11")) {
            try (Stream<Path> jars = Files.list(OTHERS.resolve(major))) {
                for (Path jar : jars.toList()) {
                    found.add(url(jar));
                }
            }
        }
        return found;
    }

    private static URL url(Path path) throws MalformedURLException {
        return path.toUri().toURL();
    }
}
