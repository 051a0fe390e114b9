package io.ddlguard.guard;

import io.ddlguard.testpostgres.SchemaPrint;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** A database that is emptied and filled again for each draw, because making one takes longer than the draw. */
final class DrawnDatabase implements AutoCloseable {

    private static final String EMPTY = """
            DO $$DECLARE s name; BEGIN
                FOR s IN SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN
                        ('information_schema', 'public', 'ddlguard') LOOP
                    EXECUTE format('DROP SCHEMA %I CASCADE', s);
                END LOOP;
                IF to_regclass('ddlguard.journal') IS NOT NULL THEN DELETE FROM ddlguard.journal; END IF;
            END$$
            """;

    /** A query for all rows. What the time has filled differs anyway. */
    private static final String ROWS = """
            SELECT coalesce(string_agg(format('SELECT %L || ROW(%s)::text FROM ONLY %I.%I', relname || ' ', (
                    SELECT string_agg(format(
                        CASE atttypid WHEN 'timestamptz'::regtype THEN '%I IS NOT NULL' ELSE '%I' END, attname), ', '
                        ORDER BY attnum)
                    FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped), nspname, relname),
                ' UNION ALL ') || ' ORDER BY 1', 'SELECT NULL')
            FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
            WHERE nspname IN ('one', 'Zwölf') AND relkind IN ('r', 'm') AND relispopulated
            """;

    private static final String SEQUENCES = "SELECT schemaname || '.' || sequencename || ' ' || last_value FROM"
            + " pg_sequences WHERE schemaname <> 'ddlguard' AND last_value IS NOT NULL ORDER BY 1";

    private static final String DEPENDENCIES = """
            SELECT regexp_replace(format('%s depends %s on %s', pg_describe_object(classid, objid, objsubid), deptype,
                          pg_describe_object(refclassid, refobjid, refobjsubid)), 'Trigger_[0-9]+', 'Trigger')
            FROM pg_depend WHERE objid >= 16384 AND refobjid >= 16384
                AND pg_describe_object(classid, objid, objsubid) !~ 'toast|ddlguard|RI_Constraint|pg_temp'
            ORDER BY 1
            """;

    /** What nobody but a guard would leave. */
    private static final String LEFT = """
            SELECT relname FROM pg_class WHERE relname ~ '^_dg_|_ccnew|_ccold'
            UNION ALL
            SELECT format('a backend of %s', application_name) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            UNION ALL
            SELECT format('a lock of %s', locktype) FROM pg_locks
            WHERE pid <> pg_backend_pid() AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            """;

    final String url;
    final Connection observer;

    DrawnDatabase() throws SQLException {
        url = Door.database();
        observer = DriverManager.getConnection(url);
    }

    void fill(List<String> setup) throws SQLException {
        run(EMPTY);
        run(String.join(";\n", setup));
    }

    void run(String sql) throws SQLException {
        try (Statement statement = observer.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The schema, the rows, what the sequences have come to, and what depends on what. */
    List<String> print() throws SQLException {
        List<String> print = SchemaPrint.of(observer);
        print.addAll(lines(lines(ROWS).get(0)));
        print.addAll(lines(SEQUENCES));
        print.addAll(lines(DEPENDENCIES));
        return print;
    }

    /** The work that a guard has not done. */
    List<String> undone() throws SQLException {
        return lines("SELECT to_regclass('ddlguard.journal')").get(0) == null
                ? List.of()
                : lines("SELECT kind || ' ' || state || ' ' || coalesce(error, '') FROM ddlguard.journal"
                        + " WHERE state NOT IN ('done', 'undone')");
    }

    List<String> left() throws SQLException {
        return lines(LEFT);
    }

    private List<String> lines(String query) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (Statement statement = observer.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                lines.add(row.getString(1));
            }
        }
        return lines;
    }

    @Override
    public void close() throws SQLException {
        observer.close();
    }
}
