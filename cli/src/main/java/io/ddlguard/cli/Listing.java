package io.ddlguard.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.ddlguard.journal.JournalRow;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** Rows of the journal, for people and for programs. */
final class Listing {

    private static final List<String> HEADING = List.of("WHAT", "TABLE", "STATE", "AGE", "ATTEMPTS", "ERROR");
    private static final int JSON_VERSION = 1;

    private Listing() {}

    /** What came in a copy of another database is open for good, and nobody will do it here. */
    static boolean isPending(JournalRow row) {
        return row.isOpen() && row.here();
    }

    static void print(List<JournalRow> rows, Database database, PrintWriter out) throws SQLException {
        if (!rows.isEmpty()) {
            out.print(table(rows, OffsetDateTime.now()));
            out.println();
        }
        out.println(summary(rows, database.hasJournal(), database.place()));
    }

    static String summary(List<JournalRow> rows, boolean journal, String place) {
        long pending = rows.stream().filter(Listing::isPending).count();
        long copied = rows.stream().filter(row -> row.isOpen() && !row.here()).count();
        String text = pending == 0
                ? "Nothing is left to do for " + place
                        + (journal ? "." : ": there is no ddlguard.journal, so no deploy has left anything.")
                : pending + (pending == 1 ? " step is" : " steps are") + " left to do for " + place
                        + ". The next deploy tries again; so does ddlguard resume.";
        return copied == 0
                ? text
                : text + " What is marked as elsewhere came in a copy of another database, and is left alone.";
    }

    static String table(List<JournalRow> rows, OffsetDateTime now) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEADING);
        for (JournalRow row : rows) {
            lines.add(List.of(
                    row.described(),
                    row.table().isEmpty() ? "-" : row.table(),
                    row.state() + (row.here() ? "" : ", elsewhere"),
                    age(Duration.between(row.created(), now)),
                    String.valueOf(row.attempts()),
                    row.error() == null
                            ? ""
                            : row.error().replaceAll("\\s+", " ").strip()));
        }
        StringBuilder table = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < HEADING.size(); column++) {
                text.append(padded(line.get(column), width(lines, column)));
            }
            table.append(text.toString().stripTrailing()).append(System.lineSeparator());
        }
        return table.toString();
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(width - text.length() + 2);
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElse(0);
    }

    static String age(Duration age) {
        if (age.toDays() > 1) {
            return age.toDays() + " d";
        }
        if (age.toHours() > 1) {
            return age.toHours() + " h";
        }
        if (age.toMinutes() > 1) {
            return age.toMinutes() + " min";
        }
        // The clocks of two machines differ.
        return Math.max(0, age.toSeconds()) + " s";
    }

    static String json(List<JournalRow> rows) throws IOException {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeNumberField("version", JSON_VERSION);
            json.writeArrayFieldStart("rows");
            for (JournalRow row : rows) {
                json.writeStartObject();
                json.writeStringField("id", row.id());
                json.writeStringField("kind", row.kind().toString());
                json.writeStringField("what", row.described());
                json.writeStringField("table", row.table().isEmpty() ? null : row.table());
                json.writeStringField("state", row.state().toString());
                json.writeBooleanField("pending", isPending(row));
                json.writeStringField("created", row.created().toInstant().toString());
                json.writeNumberField("attempts", row.attempts());
                json.writeStringField("error", row.error());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return text.toString();
    }
}
