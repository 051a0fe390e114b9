package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ddlguard.session.Session;
import io.ddlguard.testpostgres.TestPostgres;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GuardedConnectionsTest {

    static List<Path> drivers() {
        return List.of(Drivers.oldest(), Drivers.newest());
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void a_connection_of_the_guards_own_is_not_guarded_and_the_next_one_is(Path jar) throws Exception {
        String url = TestPostgres.shared().adminUrl();
        try (WovenDriver driver = new WovenDriver(jar);
                Connection guarded = driver.connect(url);
                Connection side = session(guarded).openSide("test");
                Connection next = driver.connect(url)) {
            assertThat(Slots.open(side)).isNull();
            assertThat(Slots.open(next)).isNotNull().isNotSameAs(Slots.open(guarded));
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void one_that_could_not_be_opened_does_not_leave_the_next_one_unguarded(Path jar) throws Exception {
        String url = TestPostgres.shared().freshDatabase();
        try (WovenDriver driver = new WovenDriver(jar);
                Connection guarded = driver.connect(url)) {
            new Table(TestPostgres.shared().adminUrl())
                    .run("ALTER DATABASE " + guarded.getCatalog() + " WITH ALLOW_CONNECTIONS false");
            assertThatThrownBy(() -> session(guarded).openSide("test"))
                    .isInstanceOf(SQLException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "55000");

            try (Connection next = driver.connect(TestPostgres.shared().adminUrl())) {
                assertThat(Slots.open(next)).isNotNull();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void a_connection_that_nobody_closes_is_forgotten_with_its_owner(Path jar) throws Exception {
        try (WovenDriver driver = new WovenDriver(jar)) {
            WeakReference<Connection> dropped = openAndDrop(driver);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                System.gc();
                return dropped.get() == null;
            });
        }
    }

    private static WeakReference<Connection> openAndDrop(WovenDriver driver) throws SQLException {
        Table table = Table.create();
        Connection connection = driver.enforcing(table.url());
        assertThat(session(connection).connection()).isSameAs(connection);
        connection.createStatement().execute("CREATE INDEX t_c ON t (c)");
        connection.setAutoCommit(false);
        connection.createStatement().execute("CREATE INDEX t_id ON t (id)");
        connection.commit();
        return new WeakReference<>(connection);
    }

    private static Session session(Connection connection) {
        Session open = Slots.open(connection);
        if (open == null) {
            throw new AssertionError("not guarded");
        }
        return open;
    }
}
