package io.ddlguard.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.IntConsumer;
import org.flywaydb.core.Flyway;

/** The database that all phases start from: the tables of V1, made by Flyway, and their rows. */
final class Shop {

    static final String TEMPLATE = "shop";

    private static final int ROWS_AT_A_TIME = 100_000;

    private Shop() {}

    /** Tells {@code filled} how many orders are there, every hundred thousand. */
    static void build(DemoServer server, int rows, IntConsumer filled) throws SQLException {
        server.create(TEMPLATE);
        Flyway.configure()
                .dataSource(server.url(TEMPLATE, "deploy"), null, null)
                .target("1")
                .load()
                .migrate();
        try (Connection connection = server.admin(TEMPLATE);
                Statement statement = connection.createStatement()) {
            int customers = customers(rows);
            statement.execute("INSERT INTO customers (name, email) "
                    + "SELECT 'Customer ' || i, 'Customer' || i || '@example.org' FROM generate_series(1, " + customers
                    + ") AS i");
            fillOrders(connection, rows, customers, filled);
            statement.execute("GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO app");
            // Hint bits, visibility map and statistics are copied too: no phase begins with an autovacuum of its own.
            statement.execute("VACUUM (FREEZE, ANALYZE)");
        }
    }

    static int customers(int rows) {
        return Math.max(1, rows / 20);
    }

    /** The order number of row {@code id}. */
    static String orderNumber(long id) {
        return String.format("ORD-%010d", id);
    }

    private static void fillOrders(Connection connection, int rows, int customers, IntConsumer filled)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO orders (number, customer_id, email, status, amount, legacy_note, created_at)
                SELECT 'ORD-' || lpad(i::text, 10, '0'),
                       1 + i * 7919 % ?,
                       'Customer' || 1 + i * 7919 % ? || '@example.org',
                       (ARRAY['new', 'paid', 'sent', 'done'])[1 + i % 4],
                       i % 50000 / 100.0,
                       'imported',
                       now() - i * interval '7 seconds'
                FROM generate_series(?::bigint, ?) AS i
                """)) {
            for (long from = 1; from <= rows; from += ROWS_AT_A_TIME) {
                long to = Math.min(rows, from + ROWS_AT_A_TIME - 1);
                insert.setInt(1, customers);
                insert.setInt(2, customers);
                insert.setLong(3, from);
                insert.setLong(4, to);
                insert.executeUpdate();
                filled.accept((int) to);
            }
        }
    }
}
