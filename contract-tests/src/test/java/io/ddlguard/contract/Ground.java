package io.ddlguard.contract;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Where a route starts: a schema with a hot table {@code t} of three rows, and a connection through the door. */
final class Ground implements AutoCloseable {

    /** The statement that must not arrive. */
    static final String DROP = "ALTER TABLE t DROP COLUMN doomed";

    private final String url;
    private final String schema;
    private final List<Connection> opened = new ArrayList<>();
    private final Connection connection;
    private final Statement statement;

    Ground(String database, String schema) throws SQLException {
        this.schema = schema;
        Outsider.run(database, """
                CREATE SCHEMA %1$s;
                SET search_path = %1$s;
                CREATE DOMAIN doom AS int;
                CREATE TABLE t (id int PRIMARY KEY, doomed doom);
                INSERT INTO t VALUES (1, 1), (2, 2), (3, 3);
                CREATE TABLE others (id int);
                INSERT INTO others VALUES (1);
                CREATE FUNCTION drops() RETURNS int LANGUAGE plpgsql AS
                    $$ BEGIN ALTER TABLE t DROP COLUMN doomed; RETURN 1; END $$;
                CREATE FUNCTION drops_dynamically() RETURNS int LANGUAGE plpgsql AS
                    $$ BEGIN EXECUTE 'ALTER TABLE t DROP ' || 'COLUMN doomed'; RETURN 1; END $$;
                CREATE FUNCTION drops_in_sql() RETURNS void LANGUAGE sql AS 'ALTER TABLE t DROP COLUMN doomed';
                CREATE FUNCTION drops_indirectly() RETURNS int LANGUAGE plpgsql AS
                    $$ BEGIN RETURN drops(); END $$;
                CREATE PROCEDURE dropping() LANGUAGE plpgsql AS
                    $$ BEGIN ALTER TABLE t DROP COLUMN doomed; END $$;
                CREATE PROCEDURE dropping_and_committing() LANGUAGE plpgsql AS
                    $$ BEGIN COMMIT; ALTER TABLE t DROP COLUMN doomed; COMMIT; END $$;
                CREATE VIEW dropping_view AS SELECT drops() AS x;
                CREATE FUNCTION on_insert() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN ALTER TABLE t DROP COLUMN doomed; RETURN NEW; END $$;
                CREATE TABLE triggering (id int PRIMARY KEY);
                CREATE TRIGGER drops BEFORE INSERT ON triggering FOR EACH ROW EXECUTE FUNCTION on_insert();
                """.formatted(schema));
        this.url = database + "&currentSchema=" + schema;
        this.connection = connect(Map.of());
        this.statement = connection.createStatement();
    }

    Connection connection() {
        return connection;
    }

    Statement statement() {
        return statement;
    }

    /** Another connection through the door, closed at the end. */
    Connection connect(Map<String, String> parameters) throws SQLException {
        Properties properties = new Properties();
        properties.putAll(parameters);
        Connection another = Door.current().connect(url, properties);
        opened.add(another);
        return another;
    }

    /** The URL of the raw driver. */
    String plainUrl() {
        return url;
    }

    String schema() {
        return schema;
    }

    @Override
    public void close() throws SQLException {
        for (Connection one : opened) {
            one.close();
        }
    }
}
