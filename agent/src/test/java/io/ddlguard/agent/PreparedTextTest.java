package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PreparedTextTest {

    private static final String HARMLESS = "SELECT 1";
    private static final String CONCERNING = "CREATE TEMP TABLE t (id int)";

    static List<Path> drivers() {
        return List.of(Drivers.oldest(), Drivers.newest());
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void only_a_text_that_concerns_the_guard_is_kept(Path jar) throws Exception {
        try (WovenDriver driver = new WovenDriver(jar);
                Connection connection = driver.connect(TestPostgres.shared().adminUrl());
                PreparedStatement harmless = connection.prepareStatement(HARMLESS);
                PreparedStatement concerning = connection.prepareStatement(CONCERNING);
                PreparedStatement call = connection.prepareCall(CONCERNING)) {
            assertThat(prepared(harmless)).isNull();
            assertThat(prepared(concerning)).isEqualTo(CONCERNING);
            assertThat(prepared(call)).isEqualTo(CONCERNING);
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void a_batch_keeps_those_texts_until_it_is_cleared_or_sent(Path jar) throws Exception {
        try (WovenDriver driver = new WovenDriver(jar);
                Connection connection = driver.connect(TestPostgres.shared().adminUrl());
                Statement statement = connection.createStatement()) {
            statement.addBatch("INSERT INTO t VALUES (1)");
            assertThat(Slots.batch(statement)).isNull();

            statement.addBatch("DROP TABLE t");
            assertThat(Slots.batch(statement)).containsExactly("DROP TABLE t");
            statement.clearBatch();
            assertThat(Slots.batch(statement)).isNull();

            statement.addBatch(CONCERNING);
            statement.addBatch("INSERT INTO t VALUES (1)");
            assertThat(statement.executeBatch()).containsExactly(0, 1);
            assertThat(Slots.batch(statement)).isNull();
            assertThat(statement.executeBatch()).isEmpty();
        }
    }

    private static @Nullable Object prepared(Statement statement) throws ReflectiveOperationException {
        Class<?> type = statement.getClass().getClassLoader().loadClass(PgjdbcTransformer.STATEMENT);
        return type.getField(Slots.PREPARED).get(statement);
    }
}
