package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddlguard.testpostgres.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What the rules and their messages say about work: whether a statement as written puts the table and its index into
 * new files, and in which mode it holds the table meanwhile, read from a live server.
 */
class WorkTruthTest {

    private final String url = TestPostgres.shared().freshDatabase();
    private Connection connection;

    @BeforeEach
    void a_table_with_a_row() throws SQLException {
        connection = DriverManager.getConnection(url);
        run("CREATE TABLE t (id int PRIMARY KEY, a text)");
        run("INSERT INTO t VALUES (1, 'x')");
        run("CREATE MATERIALIZED VIEW m AS SELECT id, a FROM t");
        run("CREATE UNIQUE INDEX m_id ON m (id)");
        run("CREATE ACCESS METHOD other TYPE TABLE HANDLER heap_tableam_handler");
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    /** The first version that has the form, the statement, the files that are new, the strongest lock on it. */
    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', textBlock = """
            13 | ALTER TABLE t ADD COLUMN b bigserial                                 | t t_pkey | AccessExclusiveLock
            13 | ALTER TABLE t ADD COLUMN b int GENERATED ALWAYS AS IDENTITY          | t t_pkey | AccessExclusiveLock
            13 | ALTER TABLE t ADD COLUMN b int GENERATED ALWAYS AS (id + 1) STORED   | t t_pkey | AccessExclusiveLock
            18 | ALTER TABLE t ADD COLUMN b int GENERATED ALWAYS AS (id + 1) VIRTUAL  | none     | AccessExclusiveLock
            13 | ALTER TABLE t ADD COLUMN b int DEFAULT 7                             | none     | AccessExclusiveLock
            13 | ALTER TABLE t SET UNLOGGED                                           | t t_pkey | AccessExclusiveLock
            13 | ALTER TABLE t SET LOGGED                                             | none     | AccessExclusiveLock
            15 | ALTER TABLE t SET ACCESS METHOD other                                | t t_pkey | AccessExclusiveLock
            15 | ALTER TABLE t SET ACCESS METHOD heap                                 | none     | AccessExclusiveLock
            13 | ALTER TABLE t SET TABLESPACE pg_default                              | none     | AccessExclusiveLock
            13 | CLUSTER t USING t_pkey                                               | t t_pkey | AccessExclusiveLock
            13 | ALTER TABLE t CLUSTER ON t_pkey                                      | none     | ShareUpdateExclusiveLock
            13 | REFRESH MATERIALIZED VIEW m                                          | m m_id   | AccessExclusiveLock
            13 | REFRESH MATERIALIZED VIEW CONCURRENTLY m                             | none     | ExclusiveLock
            """)
    void a_statement_writes_anew(int since, String sql, String files, String lock) throws SQLException {
        String subject = sql.contains(" VIEW ") ? "m" : "t";
        String before = one("SELECT string_agg(oid || ':' || pg_relation_filenode(oid), ' ') FROM pg_class WHERE"
                + " relname IN ('t', 't_pkey', 'm', 'm_id')");
        if (connection.getMetaData().getDatabaseMajorVersion() < since) {
            assertThatThrownBy(() -> run(sql))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42601"));
            return;
        }
        run(sql);
        assertThat(one(
                        "SELECT coalesce(string_agg(relname, ' ' ORDER BY relname), 'none') FROM pg_class WHERE relname IN"
                                + " ('t', 't_pkey', 'm', 'm_id') AND NOT ' " + before + " ' LIKE '% ' || oid || ':' ||"
                                + " pg_relation_filenode(oid) || ' %'"))
                .isEqualTo(files);
        assertThat(one("SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = '" + subject
                        + "'::regclass ORDER BY array_position(ARRAY['AccessExclusiveLock', 'ExclusiveLock',"
                        + " 'ShareUpdateExclusiveLock'], mode) LIMIT 1"))
                .isEqualTo(lock);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            ALTER DOMAIN positive ADD CHECK (VALUE < 10)           | 3
            ALTER DOMAIN positive VALIDATE CONSTRAINT above        | 3
            ALTER DOMAIN positive SET NOT NULL                     | 3
            ALTER DOMAIN positive ADD CHECK (VALUE < 10) NOT VALID | 0
            """)
    void a_domain_reads_every_row_that_uses_it(String sql, String rows) throws SQLException {
        run("CREATE DOMAIN positive AS int");
        run("CREATE TABLE numbers (n positive)");
        run("INSERT INTO numbers VALUES (1), (2), (3)");
        run("ALTER DOMAIN positive ADD CONSTRAINT above CHECK (VALUE > 0) NOT VALID");
        String read = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'numbers'";
        assertThat(one(read)).isEqualTo("0");
        run(sql);
        assertThat(one(read)).isEqualTo(rows);
    }

    private String one(String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(query)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
