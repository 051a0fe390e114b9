package io.ddlguard.contract;

import java.sql.PreparedStatement;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Statements that a door runs in another form than they were written in, on tables that it did not make and that have
 * rows. The caller cannot tell: the same counts, results, keys and warnings, and the same names in the catalog at the
 * end.
 */
@Tag("newest")
final class RewrittenIT extends Contract {

    @BeforeEach
    void tables() {
        Outsider.run(plainUrl(), """
                CREATE TABLE p (id int PRIMARY KEY);
                INSERT INTO p SELECT generate_series(1, 100);
                CREATE TABLE t (id int PRIMARY KEY, name text, p_id int);
                INSERT INTO t SELECT n, 'n' || n, n FROM generate_series(1, 100) n;
                """);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX ON t (name)",
                "CREATE INDEX t_name ON t (name)",
                "CREATE INDEX IF NOT EXISTS t_name ON t (name)",
                "CREATE INDEX IF NOT EXISTS t_pkey ON t (name)",
                "CREATE UNIQUE INDEX ON t (lower(name), p_id DESC) WHERE id > 3",
                "CREATE INDEX CONCURRENTLY t_name ON t (name)",
                "ALTER TABLE t ADD CONSTRAINT t_p FOREIGN KEY (p_id) REFERENCES p",
                "ALTER TABLE t ADD FOREIGN KEY (p_id) REFERENCES p (id) ON DELETE CASCADE",
                "ALTER TABLE t ADD CHECK (p_id > 0)",
                "ALTER TABLE t ALTER COLUMN name SET NOT NULL",
                "ALTER TABLE t ADD UNIQUE (name)",
                "ALTER TABLE t ADD COLUMN added int DEFAULT 7",
                "ALTER TABLE t ADD COLUMN added int REFERENCES p",
                "COMMENT ON TABLE t IS 'things'"
            })
    void a_rewritten_statement_looks_as_it_was_written(String sql) throws Exception {
        seeExecute(sql);
        seen.see("usable", () -> statement.executeQuery("SELECT count(*) FROM t"));
        seeCatalog();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE INDEX ON t (name)",
                "ALTER TABLE t ADD CONSTRAINT t_p FOREIGN KEY (p_id) REFERENCES p",
                "ALTER TABLE t ADD CHECK (p_id > 0)",
                "ALTER TABLE t ALTER COLUMN name SET NOT NULL",
                "ALTER TABLE t ADD UNIQUE (name) DEFERRABLE"
            })
    void within_a_transaction_it_looks_as_it_was_written(String sql) throws Exception {
        connection.setAutoCommit(false);
        statement.execute("CREATE TABLE beside (id int)");
        seeExecute(sql);
        seen.see("not in the way", () -> statement.executeUpdate("INSERT INTO beside VALUES (1)"));
        connection.commit();
        connection.setAutoCommit(true);
        seeCatalog();
    }

    @Test
    void a_rollback_takes_it_back() throws Exception {
        connection.setAutoCommit(false);
        seen.see("index", () -> statement.executeUpdate("CREATE INDEX ON t (name)"));
        seen.see("key", () -> statement.executeUpdate("ALTER TABLE t ADD FOREIGN KEY (p_id) REFERENCES p"));
        connection.rollback();
        connection.setAutoCommit(true);
        seeCatalog();
    }

    @Test
    void every_way_to_execute_gives_the_count_of_the_statement_as_written() throws Exception {
        seen.see("executeUpdate", () -> statement.executeUpdate("CREATE INDEX ON t (name)"));
        seen.see("executeLargeUpdate", () -> statement.executeLargeUpdate("CREATE INDEX ON t (name)"));
        seen.see("executeQuery", () -> statement.executeQuery("CREATE INDEX ON t (name)"));
        seen.see("executeQuery", () -> statement.executeQuery("ALTER TABLE t ADD FOREIGN KEY (p_id) REFERENCES p"));
        seen.see("executeQuery", () -> statement.executeQuery("ALTER TABLE t ADD COLUMN added int"));
        seen.see("keys", () -> statement.executeUpdate("CREATE INDEX ON t (name)", Statement.RETURN_GENERATED_KEYS));
        seen.see("keys", statement::getGeneratedKeys);
        try (PreparedStatement prepared = connection.prepareStatement("CREATE INDEX ON t (p_id)")) {
            for (int i = 0; i < 6; i++) {
                seen.see("prepared", prepared::execute);
                seen.see("count", prepared::getUpdateCount);
                seen.see("more", prepared::getMoreResults);
            }
        }
        seeCatalog();
    }

    @Test
    void among_other_statements_of_one_text_all_results_keep_their_order() throws Exception {
        seeExecute("CREATE INDEX ON t (name); UPDATE t SET name = name WHERE id < 3; SELECT 2");
        seeExecute("CREATE INDEX ON t (p_id); CREATE INDEX ON p (id)");
        seeExecute("INSERT INTO t VALUES (500, 'five', 5); CREATE INDEX ON t (id)");
        seeExecute("BEGIN; ALTER TABLE t ADD added int; CREATE INDEX ON t (added); UPDATE t SET added = 1; COMMIT");
        seeCatalog();
    }

    @Test
    void an_error_of_it_is_the_one_of_the_statement_as_written() throws Exception {
        seen.see("taken", () -> statement.execute("CREATE INDEX t_pkey ON t (name)"));
        statement.executeUpdate("INSERT INTO t VALUES (600, 'n1', NULL)");
        seen.see("type", () -> statement.execute("ALTER TABLE t ADD CHECK (name)"));
        seeCatalog();
    }

    private void seeCatalog() {
        seen.see(
                "indexes",
                () -> statement.executeQuery(
                        "SELECT indexrelid::regclass, pg_get_indexdef(indexrelid), indisvalid,"
                                + " indisready FROM pg_index WHERE indrelid IN ('t'::regclass, 'p'::regclass) ORDER BY indexrelid::regclass::text"));
        seen.see(
                "constraints",
                () -> statement.executeQuery(
                        "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid), convalidated"
                                + " FROM pg_constraint WHERE conrelid IN ('t'::regclass, 'p'::regclass) ORDER BY conrelid::regclass::text, conname"));
        seen.see(
                "columns",
                () -> statement.executeQuery("SELECT attname, attnotnull, atthasdef FROM pg_attribute"
                        + " WHERE attrelid = 't'::regclass AND attnum > 0 ORDER BY attnum"));
    }
}
