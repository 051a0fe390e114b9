package io.ddlguard.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.catalog.Side;
import io.ddlguard.pgjdbc.PgSession;
import io.ddlguard.policy.Heed;
import io.ddlguard.report.Event;
import io.ddlguard.session.Session;
import io.ddlguard.testpostgres.BusySessions;
import io.ddlguard.testpostgres.TestPostgres;
import io.ddlguard.testpostgres.WalReceiver;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What of a live server's replicas and sessions is waited for, and what is not. */
class HeedingTest {

    private final String url = TestPostgres.shared().freshDatabase();
    private final List<String> said = new ArrayList<>();

    private Connection caller;
    private Side side;

    @BeforeEach
    void a_side() throws SQLException {
        open(url);
    }

    @AfterEach
    void close() throws SQLException {
        side.close();
        caller.close();
    }

    private void open(String as) throws SQLException {
        caller = DriverManager.getConnection(as);
        Session session = new PgSession(caller, as, new Properties(), DriverManager::getConnection);
        side = Side.open(session, CallerContext.read(session));
    }

    @Test
    void does_not_look_where_the_policy_asks_for_nothing() throws Exception {
        side.close();
        assertThat(heeding(Heed.NOTHING).standsAside()).isFalse();
    }

    @Test
    void goes_where_there_is_no_replica() throws Exception {
        assertThat(heeding(lag(1)).standsAside()).isFalse();
        assertThat(said).isEmpty();
    }

    @Test
    void waits_for_a_replica_that_is_further_behind_than_it_may_be() throws Exception {
        try (WalReceiver replica = WalReceiver.physical(url, WalReceiver.written(url))) {
            replica.replayAll();
            write(1);
            Heeding heeding = heeding(lag(200));
            await().atMost(20, TimeUnit.SECONDS).until(() -> says(replica) && heeding.standsAside());
            assertThat(said)
                    .singleElement()
                    .asString()
                    .matches("(?s)waiting for a lock since 0\\.\\d s; in the way:\n    replica standby"
                            + " \\(127\\.0\\.0\\.1, pid \\d+\\) is \\d+\\.\\d s behind, \\d+ (bytes|kB) of WAL;"
                            + " heed\\.replica-lag in the policy is 0\\.2 s");
            assertThat(heeding(lag(Duration.ofHours(1).toMillis())).standsAside())
                    .isFalse();
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                replica.replayAll();
                return !heeding.standsAside();
            });
            assertThat(said).hasSize(1);
        }
    }

    /** Of one that had replayed all, replay_lag says nothing until its next message, which may be ten seconds off. */
    @Test
    void counts_since_a_replica_has_last_said_something() throws Exception {
        try (WalReceiver replica = WalReceiver.physical(url, WalReceiver.written(url))) {
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                replica.replayAll();
                return one("SELECT replay_lag FROM pg_stat_replication WHERE replay_lsn IS NOT NULL") == null;
            });
            write(1);
            Heeding heeding = heeding(lag(300));
            await().atMost(20, TimeUnit.SECONDS).until(heeding::standsAside);
            assertThat(one("SELECT replay_lag FROM pg_stat_replication")).isNull();
        }
    }

    @Test
    void waits_for_a_replica_that_catches_up() throws Exception {
        String before = WalReceiver.written(url);
        // More than fits into the buffers of a socket: it is not read there.
        write(64_000_000);
        try (WalReceiver replica = WalReceiver.physical(url, before)) {
            replica.replay(before);
            Heeding heeding = heeding(lag(Duration.ofHours(1).toMillis()));
            await().atMost(20, TimeUnit.SECONDS).until(heeding::standsAside);
            assertThat(said).singleElement().asString().containsPattern("is catching up, \\d+ MB of WAL");
        }
    }

    @Test
    void does_not_wait_for_who_replays_nothing() throws Exception {
        String before = WalReceiver.written(url);
        write(1);
        try (WalReceiver archiver = WalReceiver.physical(url, before)) {
            archiver.sayAgain();
            awaitAWord();
            assertThat(heeding(lag(1)).standsAside()).isFalse();
        }
    }

    @Test
    void does_not_wait_for_who_is_sent_changes_of_rows() throws Exception {
        String before = WalReceiver.written(url);
        try (WalReceiver subscriber = WalReceiver.logical(url)) {
            write(1);
            subscriber.replay(before);
            awaitAWord();
            assertThat(one("SELECT replay_lsn < pg_current_wal_flush_lsn() FROM pg_stat_replication"))
                    .isEqualTo("t");
            assertThat(heeding(lag(1)).standsAside()).isFalse();
        }
    }

    @Test
    void tells_what_it_waits_for_when_that_is_something_else() throws Exception {
        try (BusySessions busy = BusySessions.open(url, 3);
                WalReceiver replica = WalReceiver.physical(url, WalReceiver.written(url))) {
            Heeding heeding = heeding(new Heed(Duration.ofMillis(1), 2));
            replica.replayAll();
            await().atMost(20, TimeUnit.SECONDS).until(() -> {
                replica.replayAll();
                return heeding.standsAside()
                        && said.get(said.size() - 1).lines().count() == 2;
            });
            int before = said.size();
            assertThat(said.get(before - 1)).contains("3 sessions are active; heed.active-queries in the policy is 2");
            write(1);
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> says(replica) && heeding.standsAside() && said.size() == before + 1);
            assertThat(said.get(before)).contains("3 sessions are active").contains("replica standby");
            assertThat(heeding.standsAside()).isTrue();
            assertThat(said).hasSize(before + 1);
        }
    }

    @Test
    void counts_the_sessions_of_other_databases_but_none_that_idles() throws Exception {
        String other = TestPostgres.shared().freshDatabase();
        try (BusySessions busy = BusySessions.open(other, 3)) {
            assertThat(heeding(new Heed(Duration.ZERO, 3)).standsAside()).isFalse();
            assertThat(heeding(new Heed(Duration.ZERO, 2)).standsAside()).isTrue();
            busy.letGo();
            await().atMost(20, TimeUnit.SECONDS)
                    .until(() -> !heeding(new Heed(Duration.ZERO, 2)).standsAside());
        }
    }

    @Test
    void wants_to_see_what_it_is_to_heed() throws Exception {
        run("CREATE ROLE \"Deployer\" LOGIN");
        try {
            close();
            open(url.replaceAll("user=[^&]*", "user=Deployer"));
            for (Heed heed : List.of(lag(1), new Heed(Duration.ZERO, 100_000))) {
                assertThatThrownBy(() -> heeding(heed).standsAside())
                        .isInstanceOfSatisfying(
                                HeedEnded.class, e -> assertThat(e.text()).isEqualTo("""
                                        ddlguard refused a statement because it cannot see what heed in the policy asks it to look at [heed]. Nothing of it was sent.
                                          Reason:
                                            the server hides what other sessions do, and how far behind replicas are, from the role
                                            "Deployer".
                                          Instead:
                                            GRANT pg_read_all_stats TO "Deployer";
                                            or take heed out of the policy of this environment.
                                          More:
                                            docs/policy.md#heed"""));
            }
            assertThat(heeding(Heed.NOTHING).standsAside()).isFalse();
            run("GRANT pg_read_all_stats TO \"Deployer\"");
            assertThat(heeding(new Heed(Duration.ofMillis(1), 100_000)).standsAside())
                    .isFalse();
        } finally {
            run("DROP ROLE \"Deployer\"");
        }
    }

    private Heeding heeding(Heed heed) {
        return new Heeding(side, 0, heed, "a lock", HeedingTest.this::hear);
    }

    private void hear(Event event) {
        said.add(event.text());
    }

    private static Heed lag(long millis) {
        return new Heed(Duration.ofMillis(millis), 0);
    }

    private static boolean says(WalReceiver replica) throws SQLException {
        replica.sayAgain();
        return true;
    }

    private void awaitAWord() {
        await().atMost(20, TimeUnit.SECONDS)
                .until(() -> "t".equals(one("SELECT count(reply_time) = 1 FROM pg_stat_replication")));
    }

    private void write(int bytes) throws SQLException {
        // A message that belongs to a transaction is on disk when that has committed.
        run("SELECT pg_logical_emit_message(true, 'ddlguard', repeat('x', " + bytes + "))");
    }

    private void run(String sql) throws SQLException {
        try (Connection admin = DriverManager.getConnection(url);
                Statement statement = admin.createStatement()) {
            statement.execute(sql);
        }
    }

    private String one(String query) throws SQLException {
        try (Connection admin = DriverManager.getConnection(url);
                Statement statement = admin.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            return answer.next() ? answer.getString(1) : null;
        }
    }
}
