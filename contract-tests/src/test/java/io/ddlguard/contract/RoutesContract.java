package io.ddlguard.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.ddlguard.testpostgres.TestPostgres;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No way to the server is forgotten: each route carries a DROP COLUMN on a table with rows, and each ends as
 * {@code docs/routes.md} says. On the raw driver all but the harmless ones arrive, so that a door which refuses one has
 * refused something.
 */
abstract class RoutesContract {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    /** Made at first use, for all routes. */
    private static final String DATABASE = TestPostgres.shared().freshDatabase();

    @ParameterizedTest(name = "{0}")
    @MethodSource("routes")
    void ends_as_documented(Route route) throws Exception {
        String schema = "r" + SCHEMAS.incrementAndGet();
        Throwable thrown = null;
        try (Ground ground = new Ground(DATABASE, schema)) {
            try {
                route.action().take(ground);
            } catch (Exception e) {
                thrown = e;
            }
        }
        boolean there = Outsider.run(
                        DATABASE,
                        "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass('" + schema
                                + ".t') AND attname = 'doomed'")
                .equals("1");
        Route.Fate fate = route.through(Door.current());
        String happened = route + ": column " + (there ? "there" : "gone") + ", thrown: "
                + (thrown == null ? "nothing" : Rendering.thrown(thrown));
        if (fate instanceof Route.Guarded) {
            assertThat(refused(thrown))
                    .as("must be refused with DG001. %s", happened)
                    .isTrue();
            assertThat(there).as("the column, after DG001. %s", happened).isTrue();
        } else if (fate instanceof Route.Open) {
            assertThat(refused(thrown))
                    .as("documented as open, but refused. %s", happened)
                    .isFalse();
            assertThat(there).as("documented as open. %s", happened).isFalse();
        } else if (fate instanceof Route.Harmless) {
            assertThat(there).as("documented as harmless. %s", happened).isTrue();
        } else {
            fail("no fate: " + fate);
        }
    }

    /** DG001 itself, or as the cause of what a batch, a pool or a future made of it. */
    private static boolean refused(@Nullable Throwable thrown) {
        for (Throwable one = thrown; one != null; one = one.getCause()) {
            if (one instanceof SQLException error && "DG001".equals(error.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
