package io.ddlguard.guard;

import io.ddlguard.execute.Job;
import io.ddlguard.execute.Limits;
import io.ddlguard.pgjdbc.PgSession;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.policy.Policy;
import io.ddlguard.policy.Scope;
import io.ddlguard.report.Event;
import io.ddlguard.rule.Rules;
import io.ddlguard.session.TransactionState;
import io.ddlguard.sql.SqlGate;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/** Deploys a golden case to a database as one deploy job would, and writes down what the guard says of it. */
final class GoldenRun {

    private static final Pattern PRIVATE_NAME = Pattern.compile("_dg_[0-9a-f]{16}");

    private final String url;
    private final List<Event> events = new ArrayList<>();
    private final StringBuilder protocol = new StringBuilder();
    private final List<Refused> refusals = new ArrayList<>();

    /**
     * One refusal.
     *
     * @param before what was deployed before it
     */
    record Refused(String message, List<String> before) {}

    GoldenRun(String url) {
        this.url = url;
    }

    /** Empties the database and fills it with what the case begins with. */
    void setUp(GoldenCase golden) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "DO $$DECLARE s name; BEGIN FOR s IN SELECT nspname FROM pg_namespace WHERE nspname"
                            + " !~ '^(pg_|information_schema)' LOOP EXECUTE format('DROP SCHEMA %I CASCADE', s); END LOOP; END$$");
            statement.execute("CREATE SCHEMA public");
            for (String sql : golden.setup()) {
                statement.execute(sql);
            }
            // Sizes stand in the messages: PostgreSQL's estimate must not depend on when autovacuum comes by.
            statement.execute("DO $$DECLARE t regclass; BEGIN FOR t IN SELECT oid FROM pg_class WHERE relkind IN"
                    + " ('r', 'p', 'm') AND oid >= 16384 LOOP EXECUTE format('ANALYZE %s', t); END LOOP; END$$");
        }
    }

    /** Deploys, and answers what a person would have seen. */
    String deploy(GoldenCase golden) throws Exception {
        EnvironmentPolicy policy = policy(golden.policy());
        Limits limits = Limits.of(policy);
        Job job = new Job(events::add);
        try (Connection connection = DriverManager.getConnection(url);
                CallerState state = new CallerState(job)) {
            PgSession session = new PgSession(connection, url, new Properties(), DriverManager::getConnection);
            job.callers().opened(session);
            connection.setAutoCommit(!golden.inTransaction());
            for (String sql : golden.deploy()) {
                try (Statement statement = connection.createStatement()) {
                    GuardedStatement guarded = new GuardedStatement(session, statement, sql, policy, state, job);
                    deploy(golden, guarded, statement, sql);
                    state.settle(session, false, limits);
                }
            }
            if (golden.inTransaction()) {
                connection.rollback();
                state.settle(session, false, limits);
            }
            assertNothingIsLeft(session);
        }
        return protocol.toString();
    }

    List<Refused> refusals() {
        return refusals;
    }

    private void deploy(GoldenCase golden, GuardedStatement guarded, Statement statement, String sql) {
        protocol.append("> ").append(sql.replace("\n", "\n> ")).append('\n');
        int before = events.size();
        String outcome = "";
        try {
            if (SqlGate.concerns(sql)) {
                guarded.run(guarded.judge(false), statement::execute);
            } else {
                statement.execute(sql);
            }
        } catch (DdlBlockedException e) {
            refusals.add(new Refused(
                    e.getMessage(), golden.deploy().subList(0, golden.deploy().indexOf(sql))));
            outcome = "refused\n" + e.getMessage() + "\n";
        } catch (SQLException e) {
            // Its words are the server's, and change with its version.
            outcome = "the server's error " + e.getSQLState() + "\n";
        }
        String told = told(events.subList(before, events.size()));
        protocol.append(normal(told.isEmpty() && outcome.isEmpty() ? "allowed\n" : told + outcome))
                .append('\n');
    }

    private static String told(List<Event> events) {
        StringBuilder told = new StringBuilder();
        for (Event event : events) {
            if (event instanceof Event.Rewritten) {
                told.append("rewritten\n").append(event.text()).append('\n');
            } else if (event instanceof Event.Warned) {
                told.append("warned\n").append(event.text()).append('\n');
            } else if (event instanceof Event.Observed) {
                told.append("observed\n").append(event.text()).append('\n');
            } else if (event instanceof Event.Notice || event instanceof Event.LeftBehind) {
                told.append("noticed\n").append(event.text()).append('\n');
            }
        }
        return told.toString();
    }

    private static String normal(String text) {
        return PRIVATE_NAME.matcher(text).replaceAll("_dg_…");
    }

    private static EnvironmentPolicy policy(String yaml) throws Exception {
        Path file = Files.createTempFile("policy", ".yaml");
        try {
            Files.writeString(file, "version: 1\n" + yaml);
            return Policy.load(file, Rules.actions())
                    .environment(null, "jdbc:postgresql://localhost/golden")
                    .withScope(Scope.ALWAYS);
        } finally {
            Files.delete(file);
        }
    }

    private static void assertNothingIsLeft(PgSession session) throws SQLException {
        if (session.transactionState() != TransactionState.IDLE) {
            throw new AssertionError("the connection is left in a transaction");
        }
        List<String> left = session.query(
                "SELECT relname FROM pg_class WHERE relname ~ '^_dg_|_ccnew|_ccold'", row -> row.getString(1));
        if (!left.isEmpty()) {
            throw new AssertionError("left behind: " + left);
        }
    }
}
