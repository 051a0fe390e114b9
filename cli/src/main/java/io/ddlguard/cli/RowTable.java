package io.ddlguard.cli;

import io.ddlguard.journal.JournalRow;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** Rows of the journal as lines, the error of each beneath it. */
final class RowTable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss XXX", Locale.ROOT);

    private RowTable() {}

    static String of(List<JournalRow> rows) {
        if (rows.isEmpty()) {
            return String.format("Nothing is left to do.%n");
        }
        StringBuilder table = new StringBuilder();
        for (JournalRow row : rows) {
            table.append(String.format(
                    "%-8s %s, written %s, tried %d times%n",
                    row.state(), row.described(), TIME.format(row.created()), row.attempts()));
            if (row.error() != null) {
                table.append(String.format("         %s%n", row.error()));
            }
        }
        return table.toString();
    }
}
