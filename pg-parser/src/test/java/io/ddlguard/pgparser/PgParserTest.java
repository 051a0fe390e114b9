package io.ddlguard.pgparser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ddlguard.pgparser.tree.InsertStmt;
import io.ddlguard.pgparser.tree.RangeVar;
import io.ddlguard.pgparser.tree.TruncateStmt;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PgParserTest {

    @Test
    void answers_right_after_any_number_of_errors() throws Exception {
        for (int i = 0; i < 1_500; i++) {
            assertRight(i);
        }
    }

    @Test
    void serves_more_threads_than_it_has() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                int first = t * 1_000;
                tasks.add(() -> {
                    for (int i = first; i < first + 100; i++) {
                        assertRight(i);
                    }
                    return null;
                });
            }
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            threads.shutdown();
        }
    }

    /** A second instance would cost a quarter of a second and forty megabytes for nothing. */
    @Test
    void serves_one_caller_with_one_thread() throws PgSyntaxException {
        PgParser.parse("SELECT 1");
        long before = parserThreads();
        for (int i = 0; i < 300; i++) {
            PgParser.parse("SELECT 1");
        }
        assertThat(parserThreads()).isLessThanOrEqualTo(before);
    }

    private static long parserThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ddlguard-pg-parser-"))
                .count();
    }

    /** A good text and a bad one, each with its number in it. */
    private static void assertRight(int number) throws PgSyntaxException {
        TruncateStmt truncate =
                (TruncateStmt) PgParser.parse("TRUNCATE t" + number).get(0).node();
        assertThat(((RangeVar) truncate.relations().get(0)).relname()).isEqualTo("t" + number);
        PgSyntaxException error =
                catchThrowableOfType(PgSyntaxException.class, () -> PgParser.parse("TRUNCATE t b" + number));
        assertThat(error.message()).isEqualTo("syntax error at or near \"b" + number + "\"");
        assertThat(error.position()).isEqualTo(11);
    }

    @Test
    void parses_a_megabyte() throws PgSyntaxException {
        String row = ",\n('ä€😀 and some text to make the row as long as rows are', 4711, now())";
        String sql = "INSERT INTO t VALUES (1, 2, 3)" + row.repeat((1 << 20) / row.length()) + "; TRUNCATE u";
        List<RawStatement> statements = PgParser.parse(sql);
        assertThat(statements).hasSize(2);
        assertThat(statements.get(0).node()).isInstanceOf(InsertStmt.class);
        assertThat(sql.substring(statements.get(1).start())).isEqualTo("TRUNCATE u");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "f(", "ARRAY[", "(SELECT ", "NOT "})
    void refuses_what_is_nested_beyond_measure_and_goes_on(String opening) throws PgSyntaxException {
        String closing = opening.contains("(") ? ")" : opening.contains("[") ? "]" : "";
        int deep = 300;
        assertThat(PgParser.parse("SELECT " + opening.repeat(deep) + "1" + closing.repeat(deep)))
                .hasSize(1);
        int tooDeep = 50_000;
        assertThatThrownBy(() -> PgParser.parse("SELECT " + opening.repeat(tooDeep) + "1" + closing.repeat(tooDeep)))
                .isInstanceOf(PgSyntaxException.class)
                .hasMessageMatching("memory exhausted at or near .*|stack depth limit exceeded");
        assertThat(PgParser.parse("SELECT 1")).hasSize(1);
    }

    @Test
    void parses_long_chains_of_operators() throws PgSyntaxException {
        assertThat(PgParser.parse("SELECT 1" + " + 1".repeat(8_000))).hasSize(1);
    }

    @Test
    void answers_an_interrupted_caller_and_leaves_it_interrupted() throws PgSyntaxException {
        Thread.currentThread().interrupt();
        assertThat(PgParser.parse("SELECT 1")).hasSize(1);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void shows_the_caller_its_own_stack_in_an_error() {
        PgSyntaxException error = catchThrowableOfType(PgSyntaxException.class, () -> PgParser.parse("SELEC"));
        assertThat(error.getStackTrace())
                .extracting(StackTraceElement::getClassName)
                .contains(getClass().getName());
    }

    @Test
    void warms_up_without_making_the_caller_wait_for_an_answer() throws PgSyntaxException {
        PgParser.warmUp();
        assertThat(PgParser.parse("SELECT 1")).hasSize(1);
    }
}
