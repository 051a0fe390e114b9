package io.ddlguard.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The whole demo, small, once; each test looks at what it left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DemoIT {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private Path report;
    private int exitCode;

    @BeforeAll
    void runs(@TempDir Path directory) {
        report = directory.resolve("report.html");
        exitCode = Demo.run(
                new PrintStream(out, true),
                new PrintStream(err, true),
                "--rows=20000",
                "--seconds=3",
                "--agent=" + System.getProperty("ddlguard.agent"),
                "--report=" + report);
    }

    @Test
    void ends_well() {
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(exitCode).describedAs(text()).isZero();
    }

    @Test
    void writes_the_report() {
        assertThat(report)
                .content()
                .contains("<svg", ">no deploy</text>", ">raw deploy</text>", ">guarded deploy</text>");
    }

    @Test
    void builds_indexes_concurrently_in_the_guarded_deploy_only() {
        assertThat(arrived("raw")).contains("CREATE INDEX orders_email_idx").doesNotContain("CONCURRENTLY");
        assertThat(arrived("guarded"))
                .contains("CREATE INDEX CONCURRENTLY", "CREATE UNIQUE INDEX CONCURRENTLY")
                .doesNotContain("CREATE INDEX orders_email_idx");
    }

    @Test
    void builds_the_index_of_a_table_that_the_migration_made_as_it_is_written() {
        assertThat(arrived("guarded")).contains("CREATE INDEX coupons_code_idx ON coupons (code);");
    }

    @Test
    void shows_the_refusal_with_its_sqlstate() {
        assertThat(text()).contains("ddlguard refused to drop column public.orders.legacy_note [drop-column]", "DG001");
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** From the server's log, as the report shows it. */
    private String arrived(String deploy) {
        return Pattern.compile("<h3>" + deploy + "</h3><pre>(.*?)</pre>", Pattern.DOTALL)
                .matcher(contentOf(report.toFile(), StandardCharsets.UTF_8))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
    }
}
