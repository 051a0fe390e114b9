package io.ddlguard.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each thing that a deploy can leave behind is found. A harness that cannot fail proves nothing. */
class OracleIT {

    private static Laboratory laboratory;
    private static Oracle oracle;

    private String database;

    @BeforeAll
    static void a_ground_on_which_nothing_is_wrong() {
        laboratory = Laboratory.open("oracle");
        String untouched = laboratory.freshDatabase("untouched");
        DatabasePrint print = DatabasePrint.of(laboratory.server(), untouched);
        oracle = new Oracle(laboratory.server(), print, Duration.ofMillis(200));
        assertThat(oracle.findings(untouched)).isEmpty();
    }

    @AfterAll
    static void close() {
        laboratory.close();
    }

    @BeforeEach
    void a_database(TestInfo test) {
        database = laboratory.freshDatabase(
                "oracle_" + Integer.toHexString(test.getDisplayName().hashCode()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CREATE INDEX _dg_0123456789abcdef ON orders (email) | private name: _dg_0123456789abcdef, an index
            CREATE TABLE _dg_t (id int) | private name: _dg_t, not an index
            ALTER TABLE orders ADD CONSTRAINT _dg_c CHECK (id > 0) | private name: constraint _dg_c on orders
            UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'orders_placed_at'::regclass | invalid index: orders_placed_at
            ALTER TABLE orders ADD CHECK (id > 0) NOT VALID | not valid: constraint orders_id_check on orders
            ALTER TABLE orders ADD CONSTRAINT c CHECK (id > 0) | surplus: constraint c on orders CHECK ((id > 0))
            ALTER TABLE orders ALTER email SET NOT NULL | surplus: column orders.email 4: text NOT NULL
            DROP INDEX orders_placed_at | missing: CREATE INDEX orders_placed_at ON public.orders USING btree (placed_at)
            INSERT INTO deployed VALUES ('1'), ('2') | surplus: rows of deployed: 2
            UPDATE orders SET amount = 3 WHERE id = 7 | surplus: rows of orders: 20000
            DELETE FROM flyway_schema_history | missing: history: 1 V1__a_shop_in_use.sql
            UPDATE flyway_schema_history SET success = false | surplus: history: 1 V1__a_shop_in_use.sql
            """)
    void finds_what_a_statement_has_left(String statement, String finding) {
        laboratory.server().run(database, statement);

        assertThat(oracle.findings(database))
                .anySatisfy(found -> assertThat(found).startsWith(finding));
    }

    @Test
    void finds_a_version_that_is_in_the_history_twice() {
        laboratory.server().run(database, """
                INSERT INTO flyway_schema_history
                SELECT installed_rank + 1, version, description, type, script, checksum, installed_by, installed_on,
                       execution_time, success FROM flyway_schema_history
                """);

        assertThat(oracle.findings(database)).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"planned, true", "running, true", "failed, true", "done, false", "undone, false"})
    void finds_what_is_pending_in_the_journal(String state, boolean isFound) {
        laboratory.server().run(database, "CREATE SCHEMA ddlguard");
        laboratory.server().run(database, "CREATE TABLE ddlguard.journal (id text PRIMARY KEY, state text)");
        laboratory.server().run(database, "INSERT INTO ddlguard.journal VALUES ('a', '" + state + "')");

        List<String> findings = oracle.findings(database);

        assertThat(findings.size()).as(findings.toString()).isEqualTo(isFound ? 1 : 0);
    }

    @Test
    void finds_a_session_and_its_lock() throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        PrivateServer.deployUrl(laboratory.server().port(), database));
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(7)");

            assertThat(oracle.findings(database))
                    .anySatisfy(found -> assertThat(found).startsWith("session left over: "))
                    .contains("advisory lock left over: 0 7");
        }
    }
}
