package io.ddlguard.benchmarks;

import io.ddlguard.benchmarks.Outcome.Change;
import io.ddlguard.benchmarks.Outcome.Span;
import io.ddlguard.testpostgres.JobJvm;
import io.ddlguard.testpostgres.LatencyTimeline;
import io.ddlguard.testpostgres.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * What an application suffers while a deploy adds a column to its table: beside a transaction that holds the table, in
 * every {@link Deploy}, and beside the application's own short transactions alone, guarded and many times over.
 *
 * <p>The transaction is there before the deploy, and ends {@code holder} after the deploy has connected. The server does
 * not wait for its disk: locks are measured.
 */
final class Availability {

    /** How soon the guard has to get through where no transaction is long. */
    static final Duration DEADLINE = Duration.ofSeconds(10);

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Path root;
    private final Duration holder;
    private final Duration around;

    /** @param around measured before a deploy, and again after it; the application is warm after five times that */
    Availability(Path root, Duration holder, Duration around) {
        this.root = root;
        this.holder = holder;
        this.around = around;
    }

    static void run(Duration holder, int tries, Path picture) throws Exception {
        Availability benchmark = new Availability(Path.of(""), holder, Duration.ofSeconds(1));
        AvailabilityReport report = new AvailabilityReport(benchmark.outcomes(tries));
        System.out.print(report.text());
        Files.writeString(picture, report.svg());
        System.out.println("Latency over time: " + picture);
    }

    /** One for each deploy beside the holder, and the last for {@code tries} columns without one. */
    List<Outcome> outcomes(int tries) throws Exception {
        List<Outcome> outcomes = new ArrayList<>();
        for (Deploy deploy : Deploy.values()) {
            System.out.println("measuring: " + deploy.label);
            outcomes.add(measure(deploy.label, (timeline, url) -> besideHolder(deploy, timeline, url)));
        }
        String name = Deploy.GUARDED.label + ", no holder";
        System.out.println("measuring: " + name);
        outcomes.add(measure(
                name,
                (timeline, url) -> new Deployed(
                        Span.NONE, changes(job(Deploy.GUARDED, url, tries).join(), timeline))));
        return outcomes;
    }

    private Outcome measure(String name, Beside beside) throws Exception {
        String url = TestPostgres.shared().freshDatabase();
        try (Connection connection = DriverManager.getConnection(url)) {
            Application.createTable(connection);
        }
        Deployed deployed;
        Duration length;
        LatencyTimeline timeline;
        Duration warmUp = around.multipliedBy(5);
        Duration queued;
        try (Application application = new Application(url, warmUp);
                QueueTime queue = new QueueTime(url)) {
            timeline = application.timeline();
            Thread.sleep(warmUp.plus(around).toMillis());
            deployed = beside.run(timeline, url);
            Thread.sleep(around.toMillis());
            length = timeline.since(System.nanoTime());
            queued = queue.stood();
        }
        return new Outcome(
                name,
                length,
                timeline.summary(Duration.ZERO),
                queued,
                timeline.points(),
                deployed.held(),
                deployed.changes());
    }

    private Deployed besideHolder(Deploy deploy, LatencyTimeline timeline, String url) throws Exception {
        try (Connection connection = DriverManager.getConnection(url + "&ApplicationName=holder");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.executeQuery("SELECT count(*) FROM orders").close();
            Duration from = timeline.since(System.nanoTime());
            CompletableFuture<JobJvm.End> job = null;
            if (deploy != Deploy.NONE) {
                job = job(deploy, url, 1);
                awaitConnectionOf(job, url);
            }
            Thread.sleep(holder.toMillis());
            // Before, not after: it is by then at the latest that it holds the table.
            Duration to = timeline.since(System.nanoTime());
            connection.commit();
            return new Deployed(new Span(from, to), job == null ? List.of() : changes(job.join(), timeline));
        }
    }

    /** The start of a JVM takes as long as it takes. */
    private static void awaitConnectionOf(CompletableFuture<?> job, String url)
            throws SQLException, InterruptedException {
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement deploy = connection.prepareStatement("SELECT FROM pg_stat_activity"
                        + " WHERE application_name = 'deploy' AND datname = current_database()")) {
            while (!job.isDone() && !deploy.executeQuery().next()) {
                Thread.sleep(LOOK_EVERY.toMillis());
            }
        }
    }

    private CompletableFuture<JobJvm.End> job(Deploy deploy, String url, int columns) {
        JobJvm jvm = JobJvm.plain()
                .withAll(root.resolve(FreshDatabase.LIBRARIES).toAbsolutePath())
                .limit(holder.plus(DEADLINE.multipliedBy(columns)).plusMinutes(6));
        String target = url + "&ApplicationName=deploy";
        if (deploy.lockTimeout > 0) {
            target += "&options=-c%20lock_timeout=" + deploy.lockTimeout + "s";
        }
        if (deploy == Deploy.GUARDED) {
            jvm.with(root.resolve("proxy-driver/target/ddlguard-driver.jar").toAbsolutePath());
            target = target.replaceFirst("^jdbc:", "jdbc:ddlguard:") + "&ddlguard.scope=always";
        }
        String guarded = target;
        return CompletableFuture.supplyAsync(() -> {
            try {
                return jvm.run(ChangeJob.class, guarded, String.valueOf(columns), String.valueOf(deploy.tries));
            } catch (IOException | InterruptedException e) {
                throw new CompletionException(e);
            }
        });
    }

    private static List<Change> changes(JobJvm.End end, LatencyTimeline timeline) {
        if (end.exitCode() != 0) {
            throw new IllegalStateException("the deploy failed:\n" + end.err());
        }
        return end.lines().stream()
                .map(line -> line.split(" "))
                .map(parts -> new Change(
                        new Span(at(parts[0], timeline), at(parts[1], timeline)), Boolean.parseBoolean(parts[2])))
                .toList();
    }

    /** Of a time by the clock, which two JVMs have in common. */
    private static Duration at(String epochMillis, LatencyTimeline timeline) {
        long ago = System.currentTimeMillis() - Long.parseLong(epochMillis);
        return timeline.since(System.nanoTime()).minusMillis(ago);
    }

    private record Deployed(Span held, List<Change> changes) {}

    /** What happens beside the application. */
    private interface Beside {
        Deployed run(LatencyTimeline timeline, String url) throws Exception;
    }
}
