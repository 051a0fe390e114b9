package io.ddlguard.pgparser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Valid statements of every kind, one a line of {@code statements.sql}, and texts that come of breaking them. */
final class Statements {

    private Statements() {}

    static List<String> all() {
        try (InputStream in = Statements.class.getResourceAsStream("statements.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The statement without its end, and with two words the wrong way round. Now and then the result is valid. */
    static List<String> broken(String statement) {
        List<String> broken = new ArrayList<>();
        broken.add(statement.substring(0, statement.length() * 2 / 3));
        String[] words = statement.split(" ");
        if (words.length > 2) {
            int middle = words.length / 2;
            String word = words[middle];
            words[middle] = words[middle - 1];
            words[middle - 1] = word;
            broken.add(String.join(" ", words));
        }
        return broken;
    }
}
