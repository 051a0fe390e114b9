package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

class DdlGuardDriverTest {

    @Test
    void is_found_by_DriverManager_for_its_prefix() throws SQLException {
        assertThat(DriverManager.getDriver("jdbc:ddlguard:postgresql://h/d")).isInstanceOf(DdlGuardDriver.class);

        try (Connection connection = Urls.connect()) {
            assertThat(connection.isValid(5)).isTrue();
        }
    }

    @Test
    void leaves_every_other_url_to_its_driver() throws SQLException {
        Driver driver = new DdlGuardDriver();

        for (String url : new String[] {Urls.plain(), "jdbc:ddlguard:mysql://h/d", "jdbc:h2:mem:", ""}) {
            assertThat(driver.acceptsURL(url)).isFalse();
            assertThat(driver.connect(url, new Properties())).isNull();
        }
        try (Connection connection = DriverManager.getConnection(Urls.plain())) {
            assertThat(connection.getClass().getName()).isEqualTo("org.postgresql.jdbc.PgConnection");
        }
    }

    @Test
    void takes_user_and_password_as_properties() throws SQLException {
        String withoutUser = Urls.plain().replaceFirst("\\?.*", "");

        try (Connection connection = DriverManager.getConnection(Urls.guarded(withoutUser), "postgres", "postgres")) {
            assertThat(connection.getMetaData().getUserName()).isEqualTo("postgres");
        }
    }

    @Test
    void keeps_its_parameters_from_the_server() throws SQLException {
        try (Connection connection =
                DriverManager.getConnection(Urls.guarded(Urls.plain()) + "&ddlguard.scope=deploy")) {
            assertThat(connection.getMetaData().getURL()).doesNotContain("ddlguard");
            assertThat(connection.getClientInfo().stringPropertyNames()).noneMatch(name -> name.contains("ddlguard"));
        }
    }

    @Test
    void reads_the_policy_that_its_parameter_or_property_names(@TempDir Path directory) throws Exception {
        Path policy = Files.writeString(directory.resolve("policy.yaml"), "version: 1\ndefaults:\n  mod: enforce\n");
        Properties properties = new Properties();
        properties.setProperty("ddlguard.config", policy.toString());

        for (Connect connect : new Connect[] {
            () -> DriverManager.getConnection(Urls.guarded(Urls.plain()) + "&ddlguard.config=" + policy),
            () -> DriverManager.getConnection(Urls.guarded(Urls.plain()), properties)
        }) {
            assertThatThrownBy(connect::run)
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("policy.yaml")
                    .hasMessageNotContaining("password")
                    .extracting("SQLState")
                    .isEqualTo("DG003");
        }
    }

    @Test
    void fails_with_the_servers_own_error() {
        String noSuch = Urls.guarded(Urls.plain()).replaceFirst("/dg_[^?]*", "/no_such_database");

        assertThatThrownBy(() -> DriverManager.getConnection(noSuch))
                .isInstanceOf(SQLException.class)
                .extracting("SQLState")
                .isEqualTo("3D000");
    }

    @Test
    void describes_its_parameters_beside_those_of_pgjdbc() throws SQLException {
        DriverPropertyInfo[] infos = new DdlGuardDriver().getPropertyInfo(Urls.guarded(Urls.plain()), new Properties());

        assertThat(infos)
                .extracting(info -> info.name)
                .contains("socketTimeout", "ddlguard.config", "ddlguard.env", "ddlguard.scope");
    }

    /** An application server's parent loader has our jar and no pgjdbc; the driver must load there, and say what lacks. */
    @Test
    void loads_without_pgjdbc_and_names_it_when_it_connects() throws Exception {
        try (URLClassLoader loader = new URLClassLoader(withoutPgjdbc(), platform())) {
            Driver driver = (Driver) Class.forName(DdlGuardDriver.class.getName(), true, loader)
                    .getDeclaredConstructor()
                    .newInstance();

            assertThatThrownBy(() ->
                            withContext(loader, () -> driver.connect(Urls.guarded(Urls.plain()), new Properties())))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("found no pgjdbc")
                    .hasMessageContaining("org.postgresql:postgresql 42.2.5 or newer")
                    .extracting("SQLState")
                    .isEqualTo("08001");
        }
    }

    @Test
    void uses_the_pgjdbc_of_the_context_loader() throws Exception {
        try (URLClassLoader parent = new URLClassLoader(withoutPgjdbc(), platform());
                URLClassLoader application = new URLClassLoader(new URL[] {place(PGConnection.class)}, parent)) {
            Driver driver = (Driver) Class.forName(DdlGuardDriver.class.getName(), true, parent)
                    .getDeclaredConstructor()
                    .newInstance();

            try (Connection connection =
                    withContext(application, () -> driver.connect(Urls.guarded(Urls.plain()), new Properties()))) {
                Class<?> theirs = Class.forName("org.postgresql.PGConnection", false, application);
                assertThat(connection).isInstanceOf(theirs).isNotInstanceOf(PGConnection.class);
                try (var rows = connection.createStatement().executeQuery("SELECT 1")) {
                    assertThat(rows.getStatement().getConnection()).isSameAs(connection);
                }
            }
        }
    }

    private interface Connect {
        Connection run() throws SQLException;
    }

    private static Connection withContext(ClassLoader loader, Connect connect) throws SQLException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return connect.run();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static ClassLoader platform() {
        return ClassLoader.getPlatformClassLoader();
    }

    /** Everything on the class path of this test but pgjdbc and Flyway. */
    private static URL[] withoutPgjdbc() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.matches(".*[/\\\\](postgresql|flyway)-[^/\\\\]*\\.jar"))
                .map(File::new)
                .map(DdlGuardDriverTest::url)
                .toArray(URL[]::new);
    }

    private static URL place(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static URL url(File file) {
        try {
            return file.toURI().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
