package io.ddlguard.testpostgres;

import io.ddlguard.testpostgres.LatencyTimeline.Point;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * Latency over time as one SVG, a panel for each run, all with the same axes: seconds, and latency on a logarithmic
 * scale. Colours come from a style sheet, by class. Above each plot is room for what a chart adds of its own.
 */
public final class LatencyPlot {

    /** From the top of a panel: its name, what the chart adds, the plot, the time axis. */
    public static final int PLOT_TOP = 86;

    public static final int PLOT_BOTTOM = 266;

    private static final int WIDTH = 1060;
    private static final int LEFT = 84;
    private static final int RIGHT = WIDTH - 16;
    private static final int NAME_Y = 16;
    private static final int PANEL_HEIGHT = 316;
    private static final double LEAST_MILLIS = 0.1;

    private final double seconds;
    private final double mostMillis;
    private final Duration stalledAfter;
    private final StringBuilder svg = new StringBuilder();
    private final String label;
    private int panels;

    /** One run: how long it was measured, and what was. */
    public record Run(Duration length, List<Point> points) {}

    /**
     * @param label for those who cannot see it
     * @param runs that will have a panel: the axes fit them all
     * @param stalledAfter where the line is above which latency is drawn as bad
     */
    public LatencyPlot(String label, List<Run> runs, Duration stalledAfter) {
        this.label = label;
        this.stalledAfter = stalledAfter;
        this.seconds =
                runs.stream().mapToDouble(run -> seconds(run.length())).max().orElse(1);
        double worst = runs.stream()
                .flatMap(run -> run.points().stream())
                .mapToDouble(point -> millis(point.worst()))
                .max()
                .orElse(1);
        this.mostMillis = Math.max(10_000, Math.pow(10, Math.ceil(Math.log10(worst))));
    }

    /** Begins the next panel below the last; what is drawn from now on is in it. */
    public void beginPanel(String name) {
        add("<g transform=\"translate(0 %d)\">", panels++ * PANEL_HEIGHT);
        text(LEFT, NAME_Y, "name", name);
        axes();
    }

    public void endPanel() {
        add("</g>");
    }

    /** The whole picture. */
    public String svg() {
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n",
                        WIDTH,
                        panels * PANEL_HEIGHT,
                        Xml.escaped(label))
                + svg
                + "</svg>\n";
    }

    private void axes() {
        for (double millis = LEAST_MILLIS; millis <= mostMillis * 1.001; millis *= 10) {
            line(LEFT, y(millis), RIGHT, y(millis), "grid");
            text(LEFT - 8, y(millis) + 4, "tick end", axisLabel(millis));
        }
        line(LEFT, y(millis(stalledAfter)), RIGHT, y(millis(stalledAfter)), "stalled");
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

    /** Bars for the worst of each bucket, and a line for the medians. */
    public void latency(List<Point> points) {
        // A trifle wider than its bucket: no ground shines through between two bars.
        double width = Math.max(1, x(LatencyTimeline.BUCKET) - LEFT + 0.3);
        StringBuilder median = new StringBuilder();
        for (Point point : points) {
            double x = x(point.at());
            double top = y(millis(point.worst()));
            add(
                    "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\"/>",
                    point.worst().compareTo(stalledAfter) > 0 ? "worst bad" : "worst",
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

    /** A bar over a stretch of time, however short. */
    public void band(Duration from, Duration to, int y, String style) {
        add(
                "<rect class=\"%s\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"9\"/>",
                style, x(from), y, Math.max(1.5, x(to) - x(from)));
    }

    public void line(double x1, double y1, double x2, double y2, String style) {
        add("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", style, x1, y1, x2, y2);
    }

    public void text(double x, double y, String style, String text) {
        add("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>", style, x, y, Xml.escaped(text));
    }

    /** Where a moment is. */
    public double x(Duration at) {
        return LEFT + (RIGHT - LEFT) * seconds(at) / seconds;
    }

    private double y(double millis) {
        double share =
                Math.log10(Math.max(millis, LEAST_MILLIS) / LEAST_MILLIS) / Math.log10(mostMillis / LEAST_MILLIS);
        return PLOT_BOTTOM - (PLOT_BOTTOM - PLOT_TOP) * share;
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
