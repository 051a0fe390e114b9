package io.ddlguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.LatencyTimeline;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class LatencyChartTest {

    @Test
    void is_valid_xml_with_a_panel_for_each_phase() throws Exception {
        Document svg = parsed(LatencyChart.svg(List.of(Phases.quiet(), Phases.deploy("<raw> & \"slow\""))));
        assertThat(svg.getDocumentElement().getNodeName()).isEqualTo("svg");
        assertThat(texts(svg)).contains("no deploy", "<raw> & \"slow\"", "latency, log scale", "1 s", "0.1 ms");
    }

    @Test
    void marks_the_deploy_and_each_migration() throws Exception {
        Document svg = parsed(LatencyChart.svg(List.of(Phases.deploy("raw"))));
        assertThat(texts(svg)).contains("deploy, 2.0 s", "V2", "V3", "reporting transaction");
    }

    @Test
    void labels_of_short_migrations_keep_their_distance() {
        String svg = LatencyChart.svg(List.of(Phases.deploy("raw")));
        List<Double> places = new ArrayList<>();
        Pattern.compile("version middle\" x=\"([0-9.]+)\"")
                .matcher(svg)
                .results()
                .forEach(label -> places.add(Double.parseDouble(label.group(1))));
        assertThat(places).hasSize(2);
        assertThat(places.get(1) - places.get(0)).isGreaterThanOrEqualTo(21.9);
    }

    @Test
    void draws_stalled_and_failed_queries_apart() {
        String svg = LatencyChart.svg(List.of(Phases.deploy("raw")));
        assertThat(svg).contains("class=\"worst bad\"").contains("class=\"failed\"");
        assertThat(LatencyChart.svg(List.of(Phases.quiet())))
                .doesNotContain("class=\"worst bad\"")
                .doesNotContain("class=\"failed\"");
    }

    @Test
    void a_phase_without_a_query_is_an_empty_panel() throws Exception {
        LatencyTimeline nothing = new LatencyTimeline(0, Workload.STALLED);
        Phase phase = new Phase(
                "nothing",
                Duration.ofSeconds(1),
                nothing.summary(Duration.ZERO),
                nothing.points(),
                new Phase.Span(Duration.ZERO, Duration.ZERO),
                null);
        assertThat(texts(parsed(LatencyChart.svg(List.of(phase))))).contains("nothing");
    }

    private static Document parsed(String xml) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
    }

    private static List<String> texts(Document svg) {
        NodeList nodes = svg.getElementsByTagName("text");
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }
}
