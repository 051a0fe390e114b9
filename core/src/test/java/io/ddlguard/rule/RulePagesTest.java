package io.ddlguard.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ddlguard.pgparser.PgParser;
import io.ddlguard.pgparser.RawStatement;
import io.ddlguard.policy.EnvironmentPolicy;
import io.ddlguard.policy.Policy;
import io.ddlguard.testpostgres.TestPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages say what the code does: each rule has one, and what a reader would paste from any page works. */
class RulePagesTest {

    // The tests of a module run in its directory.
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path PAGES = ROOT.resolve("docs/rules");

    /** Refusals that are no rule's, and that no policy can change. */
    private static final List<String> OTHER_TAGS = List.of("allow-comment", "pending", "unreadable");

    private static final boolean REFRESH = "refresh".equals(System.getProperty("ddlguard.golden"));

    private static final String DATABASE = TestPostgres.shared().freshDatabase();

    /** The shop that all examples are about, made anew for each. */
    private static final String SHOP = """
            DROP SCHEMA IF EXISTS public, archive CASCADE;
            CREATE SCHEMA public;
            CREATE TABLE customers (id bigint PRIMARY KEY, name text);
            CREATE TABLE orders (
                id bigint PRIMARY KEY,
                customer_id bigint REFERENCES customers,
                email text,
                placed_at timestamptz DEFAULT now(),
                note text,
                legacy_note text
            );
            CREATE INDEX orders_note ON orders (note);
            CREATE TABLE lines (id bigint PRIMARY KEY, order_id bigint REFERENCES orders, sku text);
            CREATE TABLE events (id bigint, at date, kind text) PARTITION BY RANGE (at);
            CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
            CREATE TABLE staging_orders (id bigint, note text);
            CREATE SCHEMA archive;
            CREATE TABLE archive.orders_2023 (id bigint);
            CREATE TABLE archive.orders_2024 (id bigint);
            """;

    /** A block of code between fences, and where it stands. */
    private record Block(Path page, int line, String language, String text) {
        @Override
        public String toString() {
            return ROOT.relativize(page) + ":" + line;
        }
    }

    @Test
    void every_rule_has_its_page_and_every_page_its_rule() throws IOException {
        TreeSet<String> expected = Rules.ALL.stream().map(Rule::id).collect(Collectors.toCollection(TreeSet::new));
        expected.addAll(OTHER_TAGS);
        try (Stream<Path> pages = Files.list(PAGES)) {
            assertThat(pages.map(RulePagesTest::id)).containsExactlyInAnyOrderElementsOf(expected);
        }
        for (String id : expected) {
            assertThat(read(page(id))).as(id).startsWith("# " + id + "\n\n");
        }
    }

    @Test
    void every_page_of_a_rule_shows_how_to_allow_it() {
        for (Rule rule : Rules.ALL) {
            assertThat(read(page(rule.id())))
                    .as(rule.id())
                    .contains("- rule: " + rule.id() + "\n")
                    .contains("-- ddlguard:allow " + rule.id() + " reason=\"");
        }
    }

    @ParameterizedTest
    @MethodSource("sql")
    void the_sql_on_the_pages_runs(Block block) throws Exception {
        try (Connection connection = DriverManager.getConnection(DATABASE);
                Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(SHOP);
            for (RawStatement part : PgParser.parse(block.text())) {
                String sql = block.text().substring(part.start(), part.end());
                assertThatCode(() -> run(statement, sql))
                        .as("%s: %s", block, sql)
                        .doesNotThrowAnyException();
            }
        }
    }

    private static void run(Statement statement, String sql) throws SQLException {
        statement.execute(sql);
    }

    static List<Block> sql() throws IOException {
        return blocks("sql");
    }

    @ParameterizedTest
    @MethodSource("yaml")
    void the_policies_on_the_pages_load(Block block, @TempDir Path directory) throws Exception {
        Path file = directory.resolve("ddlguard.yaml");
        Files.writeString(file, block.text());
        EnvironmentPolicy policy = Policy.load(file, Rules.actions()).environment(null, null);
        assertThat(policy.name()).isEqualTo(EnvironmentPolicy.DEFAULT);
    }

    static List<Block> yaml() throws IOException {
        return blocks("yaml");
    }

    @Test
    void the_links_on_the_pages_lead_somewhere() throws IOException {
        Pattern link = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");
        for (Path page : pages()) {
            assertThat(link.matcher(read(page)).results().map(found -> found.group(1)))
                    .as(page.toString())
                    .allSatisfy(
                            target -> assertThat(page.resolveSibling(target)).exists());
        }
    }

    /** The marker names a golden case of the page's rule; {@code -Dddlguard.golden=refresh} writes what it stands for. */
    @Test
    void the_messages_on_the_pages_are_those_that_the_guard_gives() throws IOException {
        Pattern marked = Pattern.compile("<!-- golden (\\w+) -->\\n(.*?)<!-- /golden -->", Pattern.DOTALL);
        for (Rule rule : Rules.ALL) {
            String page = read(page(rule.id()));
            String told = marked.matcher(page).replaceAll(found -> {
                Path golden = Path.of("src/test/resources/rules", rule.id(), found.group(1) + ".expected");
                return Matcher.quoteReplacement("<!-- golden " + found.group(1) + " -->\n```text\n"
                        + read(golden).strip() + "\n```\n<!-- /golden -->");
            });
            if (REFRESH) {
                Files.writeString(page(rule.id()), told);
            } else {
                assertThat(page).as(rule.id()).isEqualTo(told);
            }
        }
    }

    @Test
    void the_readme_has_the_table_of_the_rule_book() throws IOException {
        Path readme = ROOT.resolve("README.md");
        String table = between(read(readme), "<!-- rules -->\n", "<!-- /rules -->");
        if (REFRESH) {
            Files.writeString(readme, read(readme).replace(table, ruleTable()));
        } else {
            assertThat(table).as("the rule table of README.md").isEqualTo(ruleTable());
        }
    }

    private static String ruleTable() {
        StringBuilder table = new StringBuilder("| Rule | By default | What it is about |\n|---|---|---|\n");
        for (Rule rule : Rules.ALL) {
            table.append("| [")
                    .append(rule.id())
                    .append("](docs/rules/")
                    .append(rule.id())
                    .append(".md) | ");
            table.append(rule.defaultAction())
                    .append(" | ")
                    .append(summary(rule.id()))
                    .append(" |\n");
        }
        return table.toString();
    }

    /** The first paragraph of a page, on one line. */
    private static String summary(String id) {
        return between(read(page(id)), "# " + id + "\n\n", "\n\n").replace('\n', ' ');
    }

    private static String between(String text, String start, String end) {
        int from = text.indexOf(start);
        assertThat(from).as(start).isNotNegative();
        int to = text.indexOf(end, from + start.length());
        assertThat(to).as(end).isNotNegative();
        return text.substring(from + start.length(), to);
    }

    private static List<Block> blocks(String language) throws IOException {
        Pattern fence = Pattern.compile("^```" + language + "\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
        return pages().stream()
                .flatMap(page -> {
                    String text = read(page);
                    Matcher matcher = fence.matcher(text);
                    return matcher.results().map(found -> block(page, language, text, found));
                })
                .toList();
    }

    private static Block block(Path page, String language, String text, MatchResult found) {
        int line = (int) text.substring(0, found.start(1)).lines().count() + 1;
        return new Block(page, line, language, found.group(1));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> top = Files.list(ROOT)) {
            return Stream.concat(docs, top)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static Path page(String id) {
        return PAGES.resolve(id + ".md");
    }

    private static String id(Path page) {
        return page.getFileName().toString().replaceFirst("\\.md$", "");
    }

    private static String read(Path page) {
        try {
            return Files.readString(page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
