package io.ddlguard.plan;

import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The name that PostgreSQL would choose for an index that a statement leaves unnamed: table, columns and {@code idx},
 * cut to 63 bytes as {@code makeObjectName} cuts them, with a number behind where it is taken.
 */
public final class IndexName {

    // NAMEDATALEN less the final zero.
    private static final int MAX_BYTES = 63;

    /** What all names of ours begin with; sixteen hexadecimal digits follow. */
    public static final String PRIVATE = "_dg_";

    private IndexName() {}

    /** Whether a name is taken in the table's schema. */
    @FunctionalInterface
    public interface Taken {
        boolean test(String name) throws SQLException;
    }

    public static String choose(String table, List<String> columns, Taken taken) throws SQLException {
        return choose(table, columns, "idx", taken);
    }

    /**
     * @param columns none for a primary key's
     * @param label what the name ends with: that of a constraint, as {@code fkey} or {@code key}, is made in the same way
     */
    public static String choose(String table, List<String> columns, String label, Taken taken) throws SQLException {
        String joined = columnPart(columns);
        for (int i = 0; ; i++) {
            String name = assemble(table, joined, i == 0 ? label : label + i);
            if (!taken.test(name)) {
                return name;
            }
        }
    }

    /** The names that REINDEX CONCURRENTLY gives the copy that it builds of an index, and then the index itself. */
    public static List<String> transientCopies(String index, Taken taken) throws SQLException {
        return List.of(transientCopy(index, "ccnew", taken), transientCopy(index, "ccold", taken));
    }

    private static String transientCopy(String index, String suffix, Taken taken) throws SQLException {
        for (int i = 0; ; i++) {
            String label = i == 0 ? suffix : suffix + i;
            String name = clip(index, MAX_BYTES - 1 - label.length()) + '_' + label;
            if (!taken.test(name)) {
                return name;
            }
        }
    }

    /** Columns joined by underscores, as far as 63 bytes go: ChooseIndexNameAddition stops adding there. */
    private static String columnPart(List<String> columns) {
        StringBuilder joined = new StringBuilder();
        for (String column : columns) {
            if (joined.length() > 0) {
                joined.append('_');
            }
            joined.append(column);
            if (bytes(joined.toString()) > MAX_BYTES) {
                break;
            }
        }
        return joined.toString();
    }

    /** The longer of the two names gives way first, byte by byte; then characters are not cut in half. */
    private static String assemble(String table, String columns, String label) {
        if (columns.isEmpty()) {
            return clip(table, MAX_BYTES - 1 - label.length()) + '_' + label;
        }
        int available = MAX_BYTES - 1 - label.length() - 1;
        int first = bytes(table);
        int second = bytes(columns);
        while (first + second > available) {
            if (first > second) {
                first--;
            } else {
                second--;
            }
        }
        return clip(table, first) + '_' + clip(columns, second) + '_' + label;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static String clip(String text, int maxBytes) {
        int bytes = 0;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            int next = bytes(new String(Character.toChars(point)));
            if (bytes + next > maxBytes) {
                break;
            }
            bytes += next;
            end += Character.charCount(point);
        }
        return text.substring(0, end);
    }

    /** The digits of a name no person would give, and unlike any other: unmistakably ours if it is left behind. */
    public static String privateId() {
        return Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
    }

    /** A private name that says what it is for, as far as 63 bytes go. */
    public static String privateName(String id, String meaning) {
        return clip(PRIVATE + id + '_' + meaning, MAX_BYTES);
    }
}
