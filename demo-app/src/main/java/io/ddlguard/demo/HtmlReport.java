package io.ddlguard.demo;

import io.ddlguard.demo.Phase.Migration;
import io.ddlguard.testpostgres.Millis;
import io.ddlguard.testpostgres.Xml;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The results as one page that stands alone: no script, no network. Its text and style are in {@code report.html}. */
final class HtmlReport {

    private final Results results;

    HtmlReport(Results results) {
        this.results = results;
    }

    void write(Path file) throws IOException {
        Files.writeString(file, html());
    }

    String html() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("setting", Xml.escaped(setting()));
        parts.put("verdict", Xml.escaped(results.verdict()));
        parts.put("verdict-style", results.complaints().isEmpty() ? "good" : "bad");
        parts.put(
                "phase-names",
                cells(
                        "th",
                        results.comparison().phases().stream().map(Phase::name).toList()));
        parts.put("comparison", comparison());
        parts.put("chart", LatencyChart.svg(results.comparison().phases()));
        parts.put("migrations", migrations());
        parts.put("arrived-raw", arrived(results.raw()));
        parts.put("arrived-guarded", arrived(results.guarded()));
        parts.put("refusal", Xml.escaped(refusal()));
        parts.put("refusal-output", lines(results.refusal().output()));
        parts.put("method", Xml.escaped(method()));
        parts.put("output-raw", lines(results.raw().deployed().output()));
        parts.put("output-guarded", lines(results.guarded().deployed().output()));
        return fill(resource("report.html"), parts);
    }

    private String setting() {
        return String.format(
                Locale.ROOT,
                "%,d orders in PostgreSQL %s; an application that sends %d queries a second; five migrations by Flyway.",
                results.options().rows(),
                results.version(),
                results.options().rate());
    }

    private String comparison() {
        return results.comparison().rows().stream()
                .map(row -> "<tr><td>" + Xml.escaped(row.label()) + "</td>" + cells("td", row.values()) + "</tr>")
                .collect(Collectors.joining("\n"));
    }

    private String migrations() {
        StringBuilder rows = new StringBuilder();
        for (Migration migration : results.raw().deployed().migrations()) {
            rows.append("<tr><td>V")
                    .append(Xml.escaped(migration.version()))
                    .append("</td><td><pre>")
                    .append(Xml.escaped(sql(migration)))
                    .append("</pre></td><td class=\"number\">")
                    .append(took(results.raw(), migration))
                    .append("</td><td class=\"number\">")
                    .append(took(results.guarded(), migration))
                    .append("</td></tr>\n");
        }
        return rows.toString();
    }

    private static String took(Phase phase, Migration migration) {
        return phase.deployed().migrations().stream()
                .filter(other -> other.version().equals(migration.version()))
                .map(other -> Millis.of(other.span().length()))
                .findFirst()
                .orElse("-");
    }

    private static String sql(Migration migration) {
        String file = "V" + migration.version() + "__" + migration.description().replace(' ', '_') + ".sql";
        return resource("/db/migration/" + file).strip();
    }

    /** A statement that came several times in a row is shown once. */
    private static String arrived(Phase phase) {
        StringBuilder text = new StringBuilder();
        List<String> statements = phase.deployed().arrived();
        for (int next, i = 0; i < statements.size(); i = next) {
            String statement = statements.get(i);
            for (next = i + 1; next < statements.size() && statements.get(next).equals(statement); ) {
                next++;
            }
            text.append(statement).append(';');
            if (next - i > 1) {
                text.append("  -- ").append(next - i).append(" tries");
            }
            text.append("\n\n");
        }
        return Xml.escaped(text.toString().strip());
    }

    private String refusal() {
        return "Deployed with the guard: " + Refusal.MIGRATION + ". The job ended with exit code "
                + results.refusal().exitCode() + "; the column "
                + (results.refusal().columnStays() ? "is still there." : "is gone.");
    }

    private String method() {
        return String.format(
                Locale.ROOT,
                "Each phase runs on a copy of the same database, in a server with fsync on. %d queries a second (60%% SELECT, "
                        + "25%% UPDATE, 15%% INSERT, by key, each its own transaction) fall due at fixed times, the same in "
                        + "every phase, and latency counts from then, so that a stall is charged to every query that fell due "
                        + "in it. Queries share a pool of connections; a query or the wait for a connection fails after %s. "
                        + "The deploy is a JVM of its own. A reporting transaction holds ACCESS SHARE on orders from the start "
                        + "of V3 for %s. The figures of a deploy are those of the queries that fell due from its start until "
                        + "%s after its end. A stall lasts as long as some query of each 100 ms takes over 1 s or fails.",
                results.options().rate(),
                Millis.of(Workload.TIMEOUT),
                Millis.of(Pace.of(results.options().seconds()).report()),
                Millis.of(Pace.of(results.options().seconds()).around()));
    }

    private static String cells(String tag, List<String> values) {
        return values.stream()
                .map(value -> "<" + tag + ">" + Xml.escaped(value) + "</" + tag + ">")
                .collect(Collectors.joining());
    }

    private static String lines(List<String> lines) {
        return Xml.escaped(String.join("\n", lines));
    }

    /** The page in one pass, so that what a value holds is never taken for a place to fill. */
    private static String fill(String page, Map<String, String> parts) {
        return Pattern.compile("\\{\\{([a-z-]+)}}")
                .matcher(page)
                .replaceAll(place -> Matcher.quoteReplacement(parts.get(place.group(1))));
    }

    private static String resource(String name) {
        try (InputStream text = HtmlReport.class.getResourceAsStream(name)) {
            if (text == null) {
                throw new IllegalStateException("not in the jar: " + name);
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
