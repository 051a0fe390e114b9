package io.ddlguard.pgparser;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.wasm.Parser;
import java.io.IOException;
import java.io.InputStream;
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
        for (String statement : statements()) {
            assertThat(answer(split, statement)).startsWith("{");
            for (String text : variants(statement)) {
                assertThat(answer(split, text)).as(text).isEqualTo(answer(original, text));
                compared++;
            }
        }
        return compared;
    }

    /** The statement, and broken ones: without its end, and with two words the wrong way round. */
    private static List<String> variants(String statement) {
        List<String> variants = new ArrayList<>(List.of(statement, statement.substring(0, statement.length() * 2 / 3)));
        String[] words = statement.split(" ");
        if (words.length > 2) {
            int middle = words.length / 2;
            String word = words[middle];
            words[middle] = words[middle - 1];
            words[middle - 1] = word;
            variants.add(String.join(" ", words));
        }
        return variants;
    }

    private static String answer(LibPgQuery grammar, String text) throws PgSyntaxException {
        try {
            return new String(grammar.parse(SourceText.of(text)), StandardCharsets.UTF_8);
        } catch (PgSyntaxException e) {
            return e.message() + " at " + e.position();
        }
    }

    private static List<String> statements() throws IOException {
        try (InputStream in = SplitGrammarTest.class.getResourceAsStream("statements.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
