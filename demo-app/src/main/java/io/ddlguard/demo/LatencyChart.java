package io.ddlguard.demo;

import io.ddlguard.demo.Phase.Deployment;
import io.ddlguard.demo.Phase.Migration;
import io.ddlguard.demo.Phase.Span;
import io.ddlguard.testpostgres.LatencyPlot;
import io.ddlguard.testpostgres.Millis;
import java.util.List;

/** The phases' latency over time as one SVG, with each deploy, its migrations and the report above the plot. */
final class LatencyChart {

    private static final int BRACKET_Y = 34;
    private static final int MIGRATION_LABEL_Y = 52;
    private static final int MIGRATION_Y = 57;
    private static final int REPORT_Y = 72;

    /** Of the label of a migration, the least distance to the next. */
    private static final double LABEL_DISTANCE = 22;

    private final LatencyPlot plot;

    private LatencyChart(LatencyPlot plot) {
        this.plot = plot;
    }

    static String svg(List<Phase> phases) {
        LatencyPlot plot = new LatencyPlot(
                "Query latency over time, one panel each: "
                        + String.join(", ", phases.stream().map(Phase::name).toList()),
                phases.stream()
                        .map(phase -> new LatencyPlot.Run(phase.length(), phase.points()))
                        .toList(),
                Workload.STALLED);
        LatencyChart chart = new LatencyChart(plot);
        phases.forEach(chart::panel);
        return plot.svg();
    }

    private void panel(Phase phase) {
        plot.beginPanel(phase.name());
        Deployment deployment = phase.deployment();
        if (deployment != null) {
            bracket(deployment.span());
            migrations(deployment.migrations());
        }
        if (!phase.report().to().isZero()) {
            band(phase.report(), REPORT_Y, "report");
            plot.text(plot.x(phase.report().to()) + 6, REPORT_Y + 8, "note", "reporting transaction");
        }
        plot.latency(phase.points());
        plot.endPanel();
    }

    private void bracket(Span deploy) {
        double from = plot.x(deploy.from());
        double to = plot.x(deploy.to());
        plot.line(from, BRACKET_Y - 5, from, LatencyPlot.PLOT_BOTTOM, "edge");
        plot.line(to, BRACKET_Y - 5, to, LatencyPlot.PLOT_BOTTOM, "edge");
        plot.line(from, BRACKET_Y, to, BRACKET_Y, "bracket");
        plot.text((from + to) / 2, BRACKET_Y - 5, "note middle", "deploy, " + Millis.of(deploy.length()));
    }

    /** A short migration's label moves right of the one before it; the bands stay where they belong. */
    private void migrations(List<Migration> migrations) {
        double least = 0;
        for (int i = 0; i < migrations.size(); i++) {
            Migration migration = migrations.get(i);
            Span span = migration.span();
            band(span, MIGRATION_Y, i % 2 == 0 ? "migration" : "migration other");
            double from = plot.x(span.from());
            plot.line(from, MIGRATION_Y, from, LatencyPlot.PLOT_BOTTOM, "begin");
            double label = Math.max(least, (from + plot.x(span.to())) / 2);
            plot.text(label, MIGRATION_LABEL_Y, "version middle", "V" + migration.version());
            least = label + LABEL_DISTANCE;
        }
    }

    private void band(Span span, int y, String style) {
        plot.band(span.from(), span.to(), y, style);
    }
}
