package io.ddlguard.pgparser;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.wasm.Parser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Splitting the grammar's functions must change how fast it answers and nothing else. */
class SplitGrammarTest {

    @Test
    void answers_byte_for_byte_what_the_module_of_npm_answers() throws Exception {
        FutureTask<Integer> comparison = new FutureTask<>(this::compareAll);
        // Chicory's interpreter, too, needs a stack.
        new Thread(null, comparison, "comparison", 64 << 20).start();
        assertThat(comparison.get()).isGreaterThan(350);
    }

    private int compareAll() throws IOException, PgSyntaxException {
        LibPgQuery original =
                LibPgQuery.open(Parser.parse(Path.of("target/grammar/libpg-query.wasm")), InterpreterMachine::new);
        LibPgQuery split = LibPgQuery.open();
        int compared = 0;
        for (String statement : Statements.all()) {
            assertThat(answer(split, statement)).startsWith("{");
            List<String> texts = new ArrayList<>(Statements.broken(statement));
            texts.add(statement);
            for (String text : texts) {
                assertThat(answer(split, text)).as(text).isEqualTo(answer(original, text));
                compared++;
            }
        }
        return compared;
    }

    private static String answer(LibPgQuery grammar, String text) throws PgSyntaxException {
        try {
            return new String(grammar.parse(SourceText.of(text)), StandardCharsets.UTF_8);
        } catch (PgSyntaxException e) {
            return e.message() + " at " + e.position();
        }
    }
}
