package io.ddlguard.demo;

import io.ddlguard.demo.Deploy.Line;
import io.ddlguard.demo.Phase.Deployment;
import io.ddlguard.demo.Phase.Migration;
import io.ddlguard.demo.Phase.Span;
import io.ddlguard.testpostgres.LatencyTimeline;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Runs the application on a copy of the shop, and, unless the phase is a quiet one, a deploy beside it. */
final class PhaseRunner {

    /** Where Flyway looks by default. */
    static final String MIGRATIONS = "classpath:db/migration";

    private static final Pattern MIGRATING = Pattern.compile("Migrating schema .* to version \"(\\S+) - (.*)\"");
    private static final String APPLIED = "Successfully applied";

    private final DemoServer server;
    private final Options options;
    private final Pace pace;
    private final Console console;

    PhaseRunner(DemoServer server, Options options, Console console) {
        this.server = server;
        this.options = options;
        this.pace = Pace.of(options.seconds());
        this.console = console;
    }

    Phase quiet(String name, String database) throws SQLException, IOException, InterruptedException {
        return run(name, database, null, false);
    }

    /** Deploys raw where {@code agent} is null. The database stays. */
    Phase deploying(String name, String database, @Nullable Path agent)
            throws SQLException, IOException, InterruptedException {
        return run(name, database, agent, true);
    }

    private Phase run(String name, String database, @Nullable Path agent, boolean deploys)
            throws SQLException, IOException, InterruptedException {
        console.step(name + ": copying the database");
        server.copy(Shop.TEMPLATE, database);
        console.step(name + ": warming up the application");
        ReportingTransaction report = new ReportingTransaction(server.url(database, "app"), pace.report());
        Workload workload = new Workload(server.url(database, "app"), options.rows(), options.rate(), pace.warmUp());
        LatencyTimeline timeline = workload.timeline();
        Deploy deploy = null;
        try (report;
                workload) {
            Thread.sleep(pace.warmUp().toMillis());
            console.step(name + ": measuring");
            try (Console.Ticker ticker = console.everySecond(timeline)) {
                if (deploys) {
                    Thread.sleep(pace.around().toMillis());
                    deploy = Deploy.run(server.url(database, "deploy"), agent, List.of(MIGRATIONS), line -> {
                        // The report is there when the ALTER TABLE of V4 comes, in every deploy.
                        if (line.contains("to version \"3 - ")) {
                            report.start();
                        }
                        console.job(line);
                    });
                    Thread.sleep(pace.around().toMillis());
                } else {
                    Thread.sleep(pace.quiet().dividedBy(2).toMillis());
                    report.start();
                    Thread.sleep(pace.quiet().dividedBy(2).toMillis());
                }
            }
        }
        workload.firstFailure().ifPresent(e -> console.step("        the first that failed: " + e.getMessage()));
        return phase(name, database, timeline, report, deploy);
    }

    private Phase phase(
            String name,
            String database,
            LatencyTimeline timeline,
            ReportingTransaction report,
            @Nullable Deploy deploy)
            throws SQLException {
        Duration length = timeline.since(System.nanoTime());
        Span reported = report.span(timeline);
        if (deploy == null) {
            return new Phase(name, length, timeline.summary(Duration.ZERO), timeline.points(), reported, null);
        }
        Span span = new Span(timeline.since(deploy.started()), timeline.since(deploy.ended()));
        Deployment deployment = new Deployment(
                span,
                deploy.exitCode(),
                deploy.output().stream().map(Line::text).toList(),
                migrations(deploy, timeline),
                arrived(database));
        return new Phase(name, length, timeline.summary(span.from()), timeline.points(), reported, deployment);
    }

    /** By Flyway's own lines: a migration ends where the next begins. Its history holds no usable time of day. */
    private static List<Migration> migrations(Deploy deploy, LatencyTimeline timeline) {
        List<Migration> migrations = new ArrayList<>();
        Matcher open = null;
        long from = 0;
        for (Line line : deploy.output()) {
            Matcher next = MIGRATING.matcher(line.text());
            boolean begins = next.find();
            if (open != null && (begins || line.text().contains(APPLIED))) {
                Span span = new Span(timeline.since(from), timeline.since(line.at()));
                migrations.add(new Migration(open.group(1), open.group(2), span));
                open = null;
            }
            if (begins) {
                open = next;
                from = line.at();
            }
        }
        return migrations;
    }

    private List<String> arrived(String database) throws SQLException {
        List<String> arrived = new ArrayList<>();
        try (Connection connection = server.admin("postgres");
                PreparedStatement statement = connection.prepareStatement("""
                        SELECT regexp_replace(line ->> 'message', '^(statement|execute [^:]+): ', '')
                        FROM (SELECT line::json AS line
                              FROM regexp_split_to_table(pg_read_file(pg_current_logfile('jsonlog')), '\\n') AS line
                              WHERE line <> '') AS log
                        WHERE line ->> 'dbname' = ? AND line ->> 'user' = 'deploy'
                          AND line ->> 'message' ~ '^(statement|execute [^:]+): (CREATE|ALTER|DROP|REINDEX) '
                        """)) {
            statement.setString(1, database);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    arrived.add(row.getString(1).strip());
                }
            }
        }
        return arrived;
    }
}
