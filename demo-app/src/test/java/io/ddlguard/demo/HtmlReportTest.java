package io.ddlguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class HtmlReportTest {

    private static final Options OPTIONS = new Options(1_000, 400, 15, Path.of("a.jar"), Path.of("r.html"));

    private static final Refusal REFUSED =
            new Refusal(1, List.of("SQL State : DG001", "{{chart}} $1 \\ \u001B[31m<b>red</b>"), true);

    @Test
    void is_well_formed_and_loads_nothing() throws Exception {
        String html = report(REFUSED);
        DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(html)));
        assertThat(html).doesNotContain("<script", "src=", "href=", "url(", "@import");
    }

    @Test
    void shows_what_a_job_printed_as_it_is() {
        assertThat(report(REFUSED)).contains("{{chart}} $1 \\ [31m&lt;b&gt;red&lt;/b&gt;");
    }

    @Test
    void holds_the_table_and_the_migrations_as_written() {
        assertThat(report(REFUSED))
                .contains("<tr><td>worst latency</td><td>5.0 ms</td><td>3.0 s</td><td>3.0 s</td></tr>")
                .contains("CREATE INDEX orders_email_idx ON orders (lower(email), created_at);");
    }

    private static String report(Refusal refusal) {
        return new HtmlReport(new Results(
                        OPTIONS,
                        "18.1",
                        Phases.quiet(),
                        Phases.deploy("raw deploy"),
                        Phases.deploy("guarded deploy"),
                        List.of(),
                        refusal))
                .html();
    }
}
