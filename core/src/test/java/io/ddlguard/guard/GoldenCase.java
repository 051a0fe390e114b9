package io.ddlguard.guard;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.PgSyntaxException;
import io.ddlguard.pgparser.RawStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A golden file: lines of policy, statements that a person's database has behind it, and what is deployed to it.
 *
 * <pre>{@code
 * -- policy| defaults: {ignore-below: 1MB}
 * CREATE TABLE users (id int);
 * -- deploy in a transaction
 * CREATE INDEX ON users (id);
 * }</pre>
 *
 * @param policy YAML; empty for none
 * @param setup statements that run before, unguarded
 * @param deploy texts as a tool would send them, one by one
 */
record GoldenCase(Path file, String policy, List<String> setup, List<String> deploy, boolean inTransaction) {

    private static final int NEWEST = 18;
    private static final String POLICY = "-- policy| ";
    private static final String DEPLOY = "-- deploy";
    private static final String IN_A_TRANSACTION = DEPLOY + " in a transaction";
    private static final String AS_ONE_TEXT = DEPLOY + " as one text";

    static GoldenCase read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int deploy = 0;
        while (!lines.get(deploy).startsWith(DEPLOY)) {
            deploy++;
        }
        String policy = lines.subList(0, deploy).stream()
                .filter(line -> line.startsWith(POLICY))
                .map(line -> line.substring(POLICY.length()) + "\n")
                .collect(Collectors.joining());
        String setup = lines.subList(0, deploy).stream()
                .filter(line -> !line.startsWith(POLICY))
                .collect(Collectors.joining("\n"));
        String deployed = String.join("\n", lines.subList(deploy + 1, lines.size()));
        String how = lines.get(deploy);
        return new GoldenCase(
                file,
                policy,
                statements(setup),
                how.equals(AS_ONE_TEXT) ? List.of(deployed) : statements(deployed),
                how.equals(IN_A_TRANSACTION));
    }

    /** The same, with one more allowance: an {@code allow} and its only entry. */
    GoldenCase allowing(String allow) {
        String entry = policy.contains("allow:\n") ? allow.substring(allow.indexOf('\n') + 1) : allow;
        return new GoldenCase(file, policy + entry, setup, deploy, inTransaction);
    }

    /** The same, with a comment of one line above every statement. */
    GoldenCase commented(String comment) {
        List<String> commented = deploy.stream()
                .map(text -> statements(text).stream()
                        .map(statement -> comment + "\n" + statement + ";\n")
                        .collect(Collectors.joining()))
                .toList();
        return new GoldenCase(file, policy, setup, commented, inTransaction);
    }

    /** {@code CASE.17.expected}, where that is there and the server is a 17 or older, or {@code CASE.expected}. */
    Path expected(int major) {
        for (int version = major; version < NEWEST; version++) {
            if (Files.exists(expectedOf(version))) {
                return expectedOf(version);
            }
        }
        return expectedOf(NEWEST);
    }

    /** What a server of just this version is to show. */
    Path expectedOf(int major) {
        String version = major < NEWEST ? "." + major : "";
        return file.resolveSibling(file.getFileName().toString().replace(".sql", version + ".expected"));
    }

    /** As {@code rule/case}. */
    String name() {
        return file.getParent().getFileName() + "/"
                + file.getFileName().toString().replace(".sql", "");
    }

    /** Each statement with the comments that lead it; a text that no grammar takes is one statement. */
    private static List<String> statements(String text) {
        List<String> statements = new ArrayList<>();
        try {
            for (RawStatement statement : PgParser.parse(text)) {
                statements.add(
                        text.substring(statement.leadStart(), statement.end()).strip());
            }
        } catch (PgSyntaxException e) {
            statements.add(text.strip());
        }
        return statements;
    }
}
