package io.ddlguard.benchmarks;

import io.ddlguard.testpostgres.JobJvm;
import io.ddlguard.testpostgres.SchemaPrint;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The cost of the guard where it has nothing to do: a whole history is deployed to a fresh database, raw, with the agent
 * and with the driver, in turn, each deploy in a JVM of its own as a real job has it. Prints the seconds from the start
 * of the JVM to its end, and their ratios, run by run.
 */
final class FreshDatabase {

    /** How a deploy reaches the server. */
    enum Way {
        RAW,
        AGENT,
        DRIVER
    }

    static final Path LIBRARIES = Path.of("benchmarks/target/lib");

    private final Path root;
    private final Path migrations;
    private final String admin;
    private int databases;

    FreshDatabase(Path root, Path migrations, String admin) {
        this.root = root;
        this.migrations = migrations;
        this.admin = admin;
    }

    /** Of a history of {@code count} migrations. */
    static void run(int count, int rounds, int seed) throws Exception {
        Path migrations = Files.createTempDirectory("history");
        History.write(migrations, count, seed);
        try (EmbeddedPostgres server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                // The launcher passes -F and synchronous_commit=off; these come later and win.
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .start()) {
            String admin = server.getJdbcUrl("postgres", "postgres");
            FreshDatabase benchmark = new FreshDatabase(Path.of(""), migrations, admin);
            System.out.printf(
                    "%d migrations, PostgreSQL %s, fsync %s, synchronous_commit %s, Java %s%n",
                    count,
                    one(admin, "SHOW server_version"),
                    one(admin, "SHOW fsync"),
                    one(admin, "SHOW synchronous_commit"),
                    Runtime.version());
            benchmark.run(rounds);
        }
    }

    private void run(int rounds) throws Exception {
        for (Way way : Way.values()) {
            deploy(way);
        }
        Map<Way, List<Double>> seconds = new EnumMap<>(Way.class);
        System.out.printf(
                "%-8s%10s%10s%10s%14s%14s%n", "round", "raw", "agent", "driver", "agent / raw", "driver / raw");
        for (int round = 1; round <= rounds; round++) {
            for (Way way : Way.values()) {
                seconds.computeIfAbsent(way, any -> new ArrayList<>()).add(deploy(way));
            }
            int last = round - 1;
            print(String.valueOf(round), way -> seconds.get(way).get(last));
        }
        System.out.println("medians of the seconds, and of the ratios of each round");
        print("median", way -> median(seconds.get(way)));
        System.out.printf(
                Locale.ROOT,
                "%-38s%14.3f%14.3f%n",
                "",
                median(ratios(seconds.get(Way.AGENT), seconds.get(Way.RAW))),
                median(ratios(seconds.get(Way.DRIVER), seconds.get(Way.RAW))));
    }

    private static void print(String name, java.util.function.Function<Way, Double> of) {
        double raw = of.apply(Way.RAW);
        double agent = of.apply(Way.AGENT);
        double driver = of.apply(Way.DRIVER);
        System.out.printf(
                Locale.ROOT,
                "%-8s%10.2f%10.2f%10.2f%14.3f%14.3f%n",
                name,
                raw,
                agent,
                driver,
                agent / raw,
                driver / raw);
    }

    private static List<Double> ratios(List<Double> of, List<Double> to) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < of.size(); i++) {
            ratios.add(of.get(i) / to.get(i));
        }
        return ratios;
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private double deploy(Way way) throws Exception {
        String database = create();
        try {
            return deploy(way, database);
        } finally {
            run(admin, "DROP DATABASE " + database);
        }
    }

    /** What a way has made of a fresh database, for a test to compare. */
    List<String> schemaAfter(Way way) throws Exception {
        String database = create();
        try {
            deploy(way, database);
            List<String> schema = new ArrayList<>(SchemaPrint.of(url(database)));
            schema.add(
                    "journals: " + one(url(database), "SELECT count(*) FROM pg_namespace WHERE nspname = 'ddlguard'"));
            return schema;
        } finally {
            run(admin, "DROP DATABASE " + database);
        }
    }

    private String create() throws SQLException {
        String database = "fresh_" + ++databases;
        run(admin, "CREATE DATABASE " + database);
        run(admin, "CHECKPOINT");
        return database;
    }

    private double deploy(Way way, String database) throws IOException, InterruptedException {
        JobJvm jvm = JobJvm.plain();
        String url = url(database);
        if (way == Way.AGENT) {
            jvm.option("-javaagent:" + root.resolve("agent/target/ddlguard.jar").toAbsolutePath());
        } else if (way == Way.DRIVER) {
            jvm.with(root.resolve("proxy-driver/target/ddlguard-driver.jar").toAbsolutePath());
            url = url.replaceFirst("^jdbc:", "jdbc:ddlguard:");
        }
        jvm.withAll(root.resolve(LIBRARIES).toAbsolutePath());
        long began = System.nanoTime();
        JobJvm.End end = jvm.run(FlywayJob.class, url, migrations.toString());
        double seconds = (System.nanoTime() - began) / 1e9;
        if (end.exitCode() != 0 || end.err().contains("io.ddlguard")) {
            throw new IllegalStateException(way + " did not deploy as if the guard were not there:\n" + end.err());
        }
        return seconds;
    }

    private String url(String database) {
        return admin.replaceFirst("/postgres\\?", "/" + database + "?");
    }

    private static void run(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String one(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}
