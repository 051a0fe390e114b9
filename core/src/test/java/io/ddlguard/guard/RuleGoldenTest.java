package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * What each rule says, word for word: {@code src/test/resources/rules/RULE/CASE.sql} is deployed to a real server, and
 * {@code CASE.expected} is what a person sees, {@code CASE.13.expected} where PostgreSQL 13 differs. Run with {@code
 * -Dddlguard.golden=refresh} to write the second anew, and read the difference before it is committed; on an older server
 * it writes the third, where that differs.
 *
 * <p>What a refusal tells a person to do is done: its policy is loaded, its comment is put above the statement, the
 * statements under "Instead" that have no blanks to fill in are pasted.
 */
class RuleGoldenTest {

    private static final Path ROOT = Path.of("src/test/resources/rules");
    private static final boolean REFRESH = "refresh".equals(System.getProperty("ddlguard.golden"));

    private final String url = Door.database();
    private final Set<String> proved = new HashSet<>();

    /** Of the whole server, which other tests share. */
    @BeforeAll
    static void a_tablespace() throws SQLException {
        try (Connection connection = DriverManager.getConnection(Door.database());
                Statement statement = connection.createStatement()) {
            try (ResultSet there = statement.executeQuery("SELECT FROM pg_tablespace WHERE spcname = 'golden_space'")) {
                if (there.next()) {
                    return;
                }
            }
            statement.execute("SET allow_in_place_tablespaces = on");
            statement.execute("CREATE TABLESPACE golden_space LOCATION ''");
        }
    }

    @TestFactory
    Stream<DynamicNode> says_what_the_golden_files_say() throws IOException {
        List<DynamicNode> rules = new ArrayList<>();
        for (Path rule : sorted(ROOT)) {
            List<DynamicNode> cases = new ArrayList<>();
            for (Path file : sorted(rule)) {
                if (file.toString().endsWith(".sql")) {
                    GoldenCase golden = GoldenCase.read(file);
                    cases.add(dynamicTest(golden.name(), file.toUri(), () -> check(golden)));
                }
            }
            rules.add(dynamicContainer(rule.getFileName().toString(), rule.toUri(), cases.stream()));
        }
        return rules.stream();
    }

    private int major() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return connection.getMetaData().getDatabaseMajorVersion();
        }
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted().toList();
        }
    }

    private void check(GoldenCase golden) throws Exception {
        GoldenRun run = new GoldenRun(url);
        run.setUp(golden);
        String protocol = run.deploy(golden);
        Path expected = golden.expected(major());
        if (REFRESH && !(Files.exists(expected) && protocol.equals(Files.readString(expected)))) {
            expected = golden.expectedOf(major());
            Files.writeString(expected, protocol);
        }
        assertThat(protocol).isEqualTo(Files.readString(expected));
        for (GoldenRun.Refused refused : run.refusals()) {
            // The same words in another case are proved already.
            if (proved.add(refused.message())) {
                the_policy_of_the_message_allows_it(golden, refused.message());
                the_comment_of_the_message_allows_it(golden, refused.message());
                the_statements_under_instead_can_be_pasted(golden, refused);
            }
        }
    }

    private void the_policy_of_the_message_allows_it(GoldenCase golden, String refusal) throws Exception {
        if (RefusalAdvice.hasAllowance(refusal)) {
            isNotRefusedAgain(golden.allowing(RefusalAdvice.policy(refusal)), refusal);
        }
    }

    private void the_comment_of_the_message_allows_it(GoldenCase golden, String refusal) throws Exception {
        if (RefusalAdvice.hasComment(refusal)) {
            isNotRefusedAgain(golden.commented(RefusalAdvice.comment(refusal)), refusal);
        }
    }

    private void isNotRefusedAgain(GoldenCase golden, String refusal) throws Exception {
        GoldenRun again = new GoldenRun(url);
        again.setUp(golden);
        again.deploy(golden);
        assertThat(again.refusals()).extracting(GoldenRun.Refused::message).doesNotContain(refusal);
    }

    private void the_statements_under_instead_can_be_pasted(GoldenCase golden, GoldenRun.Refused refused)
            throws SQLException {
        for (List<String> together : RefusalAdvice.instead(refused.message())) {
            new GoldenRun(url).setUp(golden);
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                for (String sql : refused.before()) {
                    statement.execute(sql);
                }
                for (String sql : together) {
                    statement.execute(sql);
                }
            }
        }
    }
}
