package io.ddlguard.chaos;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A message that passed the relay: the {@code number}th of all connections, counted from 1. */
record Sighting(int number, int connection, char type, List<String> texts, long millis) {

    /** What differs from run to run: private names, ids, process ids. */
    private static final Pattern CHANCE =
            Pattern.compile("\\b(_dg_)?(?=[0-9a-f-]*[0-9])[0-9a-f-]{8,}\\b|\\b\\d{3,}\\b");

    private static final Pattern COMMENTS = Pattern.compile("^(\\s+|--[^\n]*|/\\*.*?\\*/)+", Pattern.DOTALL);

    /** What leaves nothing behind. An advisory lock of a session does. */
    private static final Pattern QUIET = Pattern.compile(
            "(?i)(SELECT|SHOW|VALUES|BEGIN|SET|RESET)\\b(?!.*(advisory|pg_cancel|pg_terminate)).*", Pattern.DOTALL);

    private static final Set<Character> WORK = Set.of(
            FrontendMessage.QUERY,
            FrontendMessage.EXECUTE,
            FrontendMessage.SYNC,
            FrontendMessage.TERMINATE,
            FrontendMessage.CANCEL,
            FrontendMessage.STARTUP);

    /** Whether the server does more for it than to answer a question. */
    boolean isWork() {
        if (!WORK.contains(type)) {
            return false;
        }
        return switch (type) {
            case FrontendMessage.QUERY, FrontendMessage.EXECUTE, FrontendMessage.SYNC ->
                texts.stream().anyMatch(Sighting::changes);
            default -> true;
        };
    }

    private static boolean changes(String text) {
        String sql = COMMENTS.matcher(text).replaceFirst("");
        return !sql.isEmpty() && !QUIET.matcher(sql).matches();
    }

    boolean isCommit() {
        return texts.stream().anyMatch(text -> text.strip().equalsIgnoreCase("COMMIT"));
    }

    /** The same for the same message of another run. */
    String label() {
        String what =
                switch (type) {
                    case FrontendMessage.QUERY -> "query";
                    case FrontendMessage.EXECUTE -> "execute";
                    case FrontendMessage.SYNC -> "sync";
                    case FrontendMessage.TERMINATE -> "terminate";
                    case FrontendMessage.CANCEL -> "cancel";
                    case FrontendMessage.STARTUP -> "startup";
                    default -> String.valueOf(type).toLowerCase(Locale.ROOT);
                };
        String sql = texts.stream().map(Sighting::withoutChance).collect(Collectors.joining("; "));
        return sql.isEmpty() ? what : what + " " + sql;
    }

    private static String withoutChance(String text) {
        return CHANCE.matcher(text.strip().replaceAll("\\s+", " ")).replaceAll("$1*");
    }
}
