package io.ddlguard.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.benchmarks.FreshDatabase.Way;
import io.ddlguard.testpostgres.TestPostgres;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the benchmark compares is comparable: the same schema each time, and nothing that the guard had to say. */
class FreshDatabaseIT {

    @TempDir
    private Path migrations;

    @Test
    void a_history_deploys_to_a_fresh_database_as_if_the_guard_were_not_there() throws Exception {
        History.write(migrations, 60, 1);
        String admin = TestPostgres.shared().freshDatabase().replaceFirst("/[^/?]*\\?", "/postgres?");
        FreshDatabase benchmark = new FreshDatabase(Path.of(".."), migrations, admin);

        List<String> raw = benchmark.schemaAfter(Way.RAW);

        assertThat(raw).contains("journals: 0").hasSizeGreaterThan(60);
        assertThat(benchmark.schemaAfter(Way.AGENT)).isEqualTo(raw);
        assertThat(benchmark.schemaAfter(Way.DRIVER)).isEqualTo(raw);
    }
}
