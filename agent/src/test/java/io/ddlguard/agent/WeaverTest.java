package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ddlguard.testpostgres.TestPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.asm.MemberRemoval;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.matcher.ElementMatchers;
import net.bytebuddy.pool.TypePool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WeaverTest {

    static List<Path> drivers() {
        return Drivers.all();
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void every_route_is_found_and_the_jvm_verifies_what_was_woven(Path jar) throws Exception {
        try (WovenDriver driver = new WovenDriver(jar)) {
            for (String name : List.of(
                    PgjdbcTransformer.CONNECTION,
                    PgjdbcTransformer.STATEMENT,
                    PgjdbcTransformer.PREPARED_STATEMENT,
                    PgjdbcTransformer.CALLABLE_STATEMENT)) {
                // Initialised, so that the bytecode is verified as well.
                Class<?> type = Class.forName(name, true, driver);
                assertThat(Slots.isMarked(type)).as(name).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void a_woven_driver_answers_as_before(Path jar) throws Exception {
        try (WovenDriver driver = new WovenDriver(jar);
                Connection connection = driver.connect(TestPostgres.shared().adminUrl());
                Statement statement = connection.createStatement()) {
            assertThat(Slots.open(connection)).isNotNull();
            assertThat(statement.execute("CREATE TEMP TABLE t (id int)")).isFalse();
            assertThat(statement.executeUpdate("INSERT INTO t VALUES (1), (2)")).isEqualTo(2);
            try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM t")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(2);
            }
            assertThatThrownBy(() -> statement.execute("SELECT nothing"))
                    .isInstanceOf(SQLException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "42703")
                    .hasNoCause();
        }
    }

    @Test
    void a_driver_without_one_of_the_routes_is_refused_before_it_connects() throws Exception {
        try (WovenDriver driver = new WovenDriver(Drivers.newest(), WeaverTest::withoutExecuteBatch)) {
            assertThatThrownBy(() -> driver.connect("jdbc:postgresql://nowhere.invalid/x"))
                    .isInstanceOf(SQLException.class)
                    .hasFieldOrPropertyWithValue("SQLState", "DG005")
                    .hasMessage("ddlguard: this pgjdbc cannot be guarded, and is not let run unguarded."
                            + " org.postgresql.jdbc.PgStatement of " + driver.getURLs()[0]
                            + ": java.lang.IllegalStateException: it has no method executeBatch()[I."
                            + " ddlguard knows pgjdbc 42.2.5 and newer, loaded by the application's class loader or a"
                            + " child of it. Use such a driver, or start the job without -javaagent.");
        }
    }

    private static byte[] withoutExecuteBatch(String name, byte[] classFile) {
        if (!name.equals(PgjdbcTransformer.STATEMENT)) {
            return classFile;
        }
        ClassFileLocator locator = new ClassFileLocator.Compound(
                ClassFileLocator.Simple.of(name, classFile),
                ClassFileLocator.ForClassLoader.of(WeaverTest.class.getClassLoader()));
        return new ByteBuddy()
                .redefine(TypePool.Default.of(locator).describe(name).resolve(), locator)
                .visit(new MemberRemoval().stripMethods(ElementMatchers.named("executeBatch")))
                .make()
                .getBytes();
    }
}
