package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddlguard.testpostgres.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** The jar that is put on a class path beside pgjdbc: what is in it, and that nothing else is needed. */
class SelfContainedJarIT {

    private static final Path JAR = Path.of(System.getProperty("ddlguard.driver.jar"));

    @TempDir
    Path directory;

    @Test
    void holds_classes_of_ours_and_relocated_ones_only() throws IOException {
        assertThat(entries())
                .filteredOn(name -> name.endsWith(".class"))
                .isNotEmpty()
                .allMatch(name -> name.startsWith("io/ddlguard/"));
        assertThat(packages())
                .as("all that is not ddlguard's own lies under one package")
                .filteredOn(name -> !name.startsWith("io.ddlguard.driver.shaded."))
                .allMatch(name -> name.matches("io\\.ddlguard\\.[a-z]+(\\.[a-z]+)*"))
                .contains("io.ddlguard.driver", "io.ddlguard.driver.flyway", "io.ddlguard.guard", "io.ddlguard.pgjdbc");
    }

    @Test
    void carries_two_services_and_nothing_of_a_module_or_a_newer_jdk() throws IOException {
        assertThat(entries())
                .filteredOn(name -> name.startsWith("META-INF/services/") && !name.endsWith("/"))
                .containsExactlyInAnyOrder(
                        "META-INF/services/java.sql.Driver",
                        "META-INF/services/org.flywaydb.core.extensibility.Plugin");
        assertThat(text("META-INF/services/java.sql.Driver").strip()).isEqualTo(DdlGuardDriver.class.getName());
        assertThat(text("META-INF/services/org.flywaydb.core.extensibility.Plugin")
                        .strip())
                .isEqualTo("io.ddlguard.driver.flyway.GuardedPostgreSQLDatabaseType");
        assertThat(entries())
                .noneMatch(name -> name.startsWith("META-INF/versions/") || name.endsWith("module-info.class"));
    }

    /** Relocation rewrites string constants too: a name of pgjdbc or Flyway must come out as it went in. */
    @Test
    void names_pgjdbc_and_flyway_as_they_are() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            for (JarEntry entry : jar.stream()
                    .filter(candidate -> candidate.getName().endsWith(".class"))
                    .toList()) {
                try (InputStream bytes = jar.getInputStream(entry)) {
                    String constants = new String(bytes.readAllBytes(), StandardCharsets.ISO_8859_1);
                    assertThat(constants.contains("shaded/org/postgresql")
                                    || constants.contains("shaded.org.postgresql")
                                    || constants.contains("shaded/org/flywaydb")
                                    || constants.contains("shaded.org.flywaydb"))
                            .as(entry.getName())
                            .isFalse();
                }
            }
        }
    }

    @Test
    void connects_with_pgjdbc_alone_beside_it() throws Exception {
        try (URLClassLoader application = loader(JAR.toUri().toURL(), pgjdbc())) {
            Driver driver = driver(application);
            try (Connection connection = driver.connect(Urls.guarded(Urls.plain()), new Properties());
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TEMP TABLE of_the_jar (n int)");
                try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM of_the_jar")) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getStatement().getConnection()).isSameAs(connection);
                }
            }
        }
    }

    /** The engine finds its resources, and the libraries under their new names, in the jar alone. */
    @Test
    void judges_a_statement_and_reads_a_policy_with_what_it_carries() throws Exception {
        Path policy = Files.writeString(directory.resolve("policy.yaml"), "version: 1\ndefaults: {mode: enforce}\n");
        String url = Urls.guarded(TestPostgres.shared().freshDatabase()) + "&ddlguard.scope=always&ddlguard.config="
                + policy;
        try (URLClassLoader application = loader(JAR.toUri().toURL(), pgjdbc())) {
            try (Connection before = driver(application).connect(url, new Properties());
                    Statement statement = before.createStatement()) {
                statement.execute("CREATE TABLE account (id int, mail text)");
            }
        }
        // Another loader is another job: to this one the table is old.
        try (URLClassLoader application = loader(JAR.toUri().toURL(), pgjdbc());
                Connection connection = driver(application).connect(url, new Properties());
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("ALTER TABLE account DROP COLUMN mail"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("drop-column")
                    .extracting("SQLState")
                    .isEqualTo("DG001");
        }
    }

    @Test
    void is_found_as_a_service_without_pgjdbc() throws IOException {
        try (URLClassLoader application = loader(JAR.toUri().toURL())) {
            assertThat(ServiceLoader.load(Driver.class, application))
                    .extracting(driver -> driver.getClass().getName())
                    .contains(DdlGuardDriver.class.getName());
        }
    }

    private static Driver driver(ClassLoader loader) throws ReflectiveOperationException {
        return (Driver) Class.forName(DdlGuardDriver.class.getName(), true, loader)
                .getDeclaredConstructor()
                .newInstance();
    }

    private static URLClassLoader loader(URL... jars) {
        return new URLClassLoader(jars, ClassLoader.getPlatformClassLoader());
    }

    private static URL pgjdbc() {
        return PGConnection.class.getProtectionDomain().getCodeSource().getLocation();
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            return jar.stream().map(JarEntry::getName).toList();
        }
    }

    private static TreeSet<String> packages() throws IOException {
        return entries().stream()
                .filter(name -> name.endsWith(".class"))
                .map(name -> name.substring(0, name.lastIndexOf('/')).replace('/', '.'))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String text(String entry) throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile());
                InputStream bytes = jar.getInputStream(jar.getEntry(entry))) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
