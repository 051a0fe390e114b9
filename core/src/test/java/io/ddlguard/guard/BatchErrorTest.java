package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A batch with DDL fails as the driver's own does. */
class BatchErrorTest extends TwoTables {

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void gives_up_with_the_drivers_own_error(boolean autoCommit) throws Exception {
        String[] items = {"INSERT INTO orders VALUES (-1)", "ALTER TABLE users ADD COLUMN age int"};
        try (Door door = door("{timeout: 100ms, give-up-after: 1s}");
                Connection raw = DriverManager.getConnection(url)) {
            door.connection.setAutoCommit(autoCommit);
            run(holder, "SELECT count(*) FROM users");
            BatchUpdateException error = failure(() -> door.batch(items));
            assertThat(error.getSQLState()).isEqualTo("55P03");
            assertThat(error.getSuppressed()[0])
                    .hasMessageContaining("gave up waiting for ACCESS EXCLUSIVE on public.users");
            if (!autoCommit) {
                assertThat(catchThrowableOfType(SQLException.class, () -> door.raw("SELECT 1"))
                                .getSQLState())
                        .isEqualTo("25P02");
                door.rollback();
            }
            run(raw, "SET lock_timeout = '10ms'");
            raw.setAutoCommit(autoCommit);
            assertThat(described(error)).isEqualTo(described(failure(() -> raw(raw, items))));
            assertThat(one("SELECT count(*) FROM orders WHERE id < 0")).isEqualTo("0");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fails_as_without_a_guard(boolean autoCommit) throws Exception {
        run(admin, "CREATE TABLE notes (user_id int REFERENCES users DEFERRABLE INITIALLY DEFERRED)");
        List<String[]> batches = List.of(
                new String[] {"ALTER TABLE users ADD COLUMN a int", "ALTER TABLE users ADD COLUMN name text", "SELECT 1"
                },
                new String[] {"ALTER TABLE users ADD COLUMN b int", "INSERT INTO orders VALUES (1)"},
                new String[] {"INSERT INTO notes VALUES (4711)", "ALTER TABLE users ADD COLUMN c int"});
        try (Door door = door("{timeout: 5s}");
                Connection raw = DriverManager.getConnection(url)) {
            door.connection.setAutoCommit(autoCommit);
            raw.setAutoCommit(autoCommit);
            for (String[] items : batches) {
                String guarded = outcome(() -> door.batch(items));
                if (!autoCommit) {
                    door.rollback();
                }
                assertThat(guarded).isEqualTo(outcome(() -> raw(raw, items)));
                if (!autoCommit) {
                    raw.rollback();
                }
            }
        }
        assertThat(one("SELECT count(*) FROM pg_attribute WHERE attrelid = 'users'::regclass AND attnum > 0"))
                .isEqualTo("2");
    }

    /** The driver would end it after 255 items, and count those as done. */
    @Test
    void a_long_batch_in_autocommit_is_one_transaction_and_says_so() throws Exception {
        String[] items = IntStream.range(0, 300)
                .mapToObj(i -> "ALTER TABLE users ALTER COLUMN " + (i < 299 ? "name" : "nothing") + " SET DEFAULT " + i)
                .toArray(String[]::new);
        try (Door door = door("{timeout: 5s}")) {
            BatchUpdateException error = failure(() -> door.batch(items));
            assertThat(error.getSQLState()).isEqualTo("42703");
            assertThat(error.getUpdateCounts()).hasSize(300).containsOnly(Statement.EXECUTE_FAILED);
            assertThat((Throwable) error.getNextException()).isSameAs(error.getCause());
            assertThat(one("SELECT count(*) FROM pg_attrdef")).isEqualTo("0");
        }
    }

    private interface Batch {
        int[] run() throws Exception;
    }

    private static BatchUpdateException failure(Batch batch) {
        BatchUpdateException error = catchThrowableOfType(BatchUpdateException.class, batch::run);
        assertThat((Throwable) error).isNotNull();
        return error;
    }

    private static String outcome(Batch batch) throws Exception {
        try {
            return Arrays.toString(batch.run());
        } catch (BatchUpdateException e) {
            return described(e);
        }
    }

    /** All that a caller can tell of it. */
    private static String described(BatchUpdateException error) {
        List<String> parts = new ArrayList<>();
        for (Throwable part : error) {
            SQLException each = (SQLException) part;
            parts.add(each.getClass() + " " + each.getSQLState() + " " + each.getErrorCode() + " " + each.getMessage());
        }
        parts.add(Arrays.toString(error.getUpdateCounts()) + Arrays.toString(error.getLargeUpdateCounts()));
        parts.add("next is cause: " + (error.getNextException() == error.getCause()));
        return String.join("\n", parts);
    }

    private static int[] raw(Connection connection, String... items) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String item : items) {
                statement.addBatch(item);
            }
            return statement.executeBatch();
        }
    }
}
