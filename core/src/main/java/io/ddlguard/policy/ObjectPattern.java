package io.ddlguard.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which objects an allowance is about: {@code schema.table}, {@code schema.table.column}, {@code schema.index},
 * {@code schema}. It matches names of as many parts as it has itself, so an allowance for a table says nothing of its
 * columns; {@code schema.table.*} does.
 *
 * @param parts an empty one stands for any name
 */
public record ObjectPattern(List<Optional<String>> parts) {

    static final String FORM = "schema.table, schema.table.column, schema.index or the like: up to three names"
            + " joined by dots, each as in SQL (unquoted, or in double quotes) or *";

    private static final Pattern PART =
            Pattern.compile("(?<any>\\*)|(?<unquoted>[A-Za-z_\\x{80}-\\x{10FFFF}][A-Za-z0-9_$\\x{80}-\\x{10FFFF}]*)"
                    + "|\"(?<quoted>(?:[^\"]++|\"\")+)\"");

    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[a-z_][a-z0-9_$]*");

    private static final int MOST_PARTS = 3;

    public ObjectPattern {
        parts = List.copyOf(parts);
    }

    static Optional<ObjectPattern> parse(String text) {
        List<Optional<String>> parts = new ArrayList<>();
        Matcher part = PART.matcher(text);
        int at = 0;
        while (part.region(at, text.length()).lookingAt()) {
            parts.add(name(part));
            at = part.end();
            if (at == text.length()) {
                return parts.size() <= MOST_PARTS ? Optional.of(new ObjectPattern(parts)) : Optional.empty();
            }
            if (text.charAt(at) != '.') {
                return Optional.empty();
            }
            at++;
        }
        return Optional.empty();
    }

    private static Optional<String> name(Matcher part) {
        if (part.group("any") != null) {
            return Optional.empty();
        }
        String quoted = part.group("quoted");
        return Optional.of(quoted != null ? quoted.replace("\"\"", "\"") : folded(part.group("unquoted")));
    }

    /** As PostgreSQL folds in UTF-8 and every other multi-byte encoding: ASCII letters only. */
    private static String folded(String unquoted) {
        return unquoted.chars()
                .map(c -> c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c)
                .collect(StringBuilder::new, (all, c) -> all.append((char) c), StringBuilder::append)
                .toString();
    }

    /** @param name the parts as the catalog has them, never quoted */
    public boolean matches(List<String> name) {
        if (name.size() != parts.size()) {
            return false;
        }
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).isPresent() && !parts.get(i).get().equals(name.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** As it would be written in the policy. */
    @Override
    public String toString() {
        return parts.stream()
                .map(part -> part.map(ObjectPattern::written).orElse("*"))
                .collect(Collectors.joining("."));
    }

    private static String written(String name) {
        return NEEDS_NO_QUOTES.matcher(name).matches() ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
