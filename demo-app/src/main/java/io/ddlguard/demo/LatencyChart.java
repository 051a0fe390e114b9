package io.ddlguard.demo;

import io.ddlguard.demo.LatencyTimeline.Point;
import io.ddlguard.demo.Phase.Deployment;
import io.ddlguard.demo.Phase.Migration;
import io.ddlguard.demo.Phase.Span;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The phases' latency over time as one SVG, a panel each, all with the same axes: seconds, and latency on a logarithmic
 * scale. Colours come from the page's style sheet, by class.
 */
final class LatencyChart {

    private static final int WIDTH = 1060;
    private static final int LEFT = 84;
    private static final int RIGHT = WIDTH - 16;

    /** From the top of a panel: its name, the deploy's bracket, migrations, the report, the plot, the time axis. */
    private static final int NAME_Y = 16;

    private static final int BRACKET_Y = 34;
    private static final int MIGRATION_LABEL_Y = 52;
    private static final int MIGRATION_Y = 57;
    private static final int REPORT_Y = 72;
    private static final int PLOT_TOP = 86;
    private static final int PLOT_BOTTOM = 266;
    private static final int PANEL_HEIGHT = 316;

    /** Of the label of a migration, the least distance to the next. */
    private static final double LABEL_DISTANCE = 22;

    private static final double LEAST_MILLIS = 0.1;

    private final List<Phase> phases;
    private final double seconds;
    private final double mostMillis;
    private final StringBuilder svg = new StringBuilder();

    private LatencyChart(List<Phase> phases) {
        this.phases = phases;
        this.seconds = phases.stream()
                .mapToDouble(phase -> seconds(phase.length()))
                .max()
                .orElse(1);
        double worst = phases.stream()
                .flatMap(phase -> phase.points().stream())
                .mapToDouble(point -> millis(point.worst()))
                .max()
                .orElse(1);
        this.mostMillis = Math.max(10_000, Math.pow(10, Math.ceil(Math.log10(worst))));
    }

    static String svg(List<Phase> phases) {
        return new LatencyChart(phases).draw();
    }

    private String draw() {
        int height = phases.size() * PANEL_HEIGHT;
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH,
                height,
                Xml.escaped("Query latency over time, one panel each: "
                        + String.join(", ", phases.stream().map(Phase::name).toList())));
        for (int i = 0; i < phases.size(); i++) {
            add("<g transform=\"translate(0 %d)\">", i * PANEL_HEIGHT);
            panel(phases.get(i));
            add("</g>");
        }
        return svg.append("</svg>\n").toString();
    }

    private void panel(Phase phase) {
        text(LEFT, NAME_Y, "name", phase.name());
        axes();
        Deployment deployment = phase.deployment();
        if (deployment != null) {
            bracket(deployment.span());
            migrations(deployment.migrations());
        }
        if (!phase.report().to().isZero()) {
            band(phase.report(), REPORT_Y, "report");
            text(x(phase.report().to()) + 6, REPORT_Y + 8, "note", "reporting transaction");
        }
        latency(phase.points());
    }

    private void axes() {
        for (double millis = LEAST_MILLIS; millis <= mostMillis * 1.001; millis *= 10) {
            line(LEFT, y(millis), RIGHT, y(millis), "grid");
            text(LEFT - 8, y(millis) + 4, "tick end", axisLabel(millis));
        }
        line(LEFT, y(1000), RIGHT, y(1000), "stalled");
        int step = seconds > 60 ? 10 : 5;
        for (int second = 0; second <= seconds; second += step) {
            double x = x(Duration.ofSeconds(second));
            line(x, PLOT_BOTTOM, x, PLOT_BOTTOM + 4, "axis");
            text(x, PLOT_BOTTOM + 18, "tick middle", second + " s");
        }
        line(LEFT, PLOT_BOTTOM, RIGHT, PLOT_BOTTOM, "axis");
        add(
                "<text class=\"note middle\" transform=\"translate(16 %d) rotate(-90)\">latency, log scale</text>",
                (PLOT_TOP + PLOT_BOTTOM) / 2);
    }

    private void bracket(Span deploy) {
        double from = x(deploy.from());
        double to = x(deploy.to());
        line(from, BRACKET_Y - 5, from, PLOT_BOTTOM, "edge");
        line(to, BRACKET_Y - 5, to, PLOT_BOTTOM, "edge");
        line(from, BRACKET_Y, to, BRACKET_Y, "bracket");
        text((from + to) / 2, BRACKET_Y - 5, "note middle", "deploy, " + Millis.of(deploy.length()));
    }

    /** A short migration's label moves right of the one before it; the bands stay where they belong. */
    private void migrations(List<Migration> migrations) {
        double least = 0;
        for (int i = 0; i < migrations.size(); i++) {
            Migration migration = migrations.get(i);
            Span span = migration.span();
            band(span, MIGRATION_Y, i % 2 == 0 ? "migration" : "migration other");
            line(x(span.from()), MIGRATION_Y, x(span.from()), PLOT_BOTTOM, "begin");
            double label = Math.max(least, (x(span.from()) + x(span.to())) / 2);
            text(label, MIGRATION_LABEL_Y, "version middle", "V" + migration.version());
            least = label + LABEL_DISTANCE;
        }
    }

    private void band(Span span, int y, String style) {
        add(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"9\"/>",
                style, x(span.from()), y, Math.max(1.5, x(span.to()) - x(span.from())));
    }

    private void latency(List<Point> points) {
        // A trifle wider than its bucket: no ground shines through between two bars.
        double width = Math.max(1, x(LatencyTimeline.BUCKET) - LEFT + 0.3);
        StringBuilder median = new StringBuilder();
        for (Point point : points) {
            double x = x(point.at());
            double top = y(millis(point.worst()));
            add(
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\"/>",
                    point.worst().compareTo(LatencyTimeline.STALLED) > 0 ? "worst bad" : "worst",
                    x,
                    top,
                    width,
                    PLOT_BOTTOM - top);
            if (point.failed() > 0) {
                add("<rect class=\"failed\" x=\"%.1f\" y=\"%d\" width=\"%.2f\" height=\"5\"/>", x, PLOT_TOP - 3, width);
            }
            median.append(String.format(
                    Locale.ROOT,
                    "%s%.1f %.1f",
                    median.isEmpty() ? "M" : " L",
                    x + width / 2,
                    y(millis(point.median()))));
        }
        if (!median.isEmpty()) {
            add("<path class=\"median\" d=\"%s\"/>", median);
        }
    }

    private double x(Duration at) {
        return LEFT + (RIGHT - LEFT) * seconds(at) / seconds;
    }

    private double y(double millis) {
        double share =
                Math.log10(Math.max(millis, LEAST_MILLIS) / LEAST_MILLIS) / Math.log10(mostMillis / LEAST_MILLIS);
        return PLOT_BOTTOM - (PLOT_BOTTOM - PLOT_TOP) * share;
    }

    private void line(double x1, double y1, double x2, double y2, String style) {
        add("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", style, x1, y1, x2, y2);
    }

    private void text(double x, double y, String style, String text) {
        add("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", style, x, y, Xml.escaped(text));
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String axisLabel(double millis) {
        if (millis >= 999) {
            return Math.round(millis / 1000) + " s";
        }
        return millis < 0.99 ? "0.1 ms" : Math.round(millis) + " ms";
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
