package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.agent.job.EveryRoute;
import io.ddlguard.testpostgres.JobJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RoutesIT {

    private static final String HARMFUL = "ALTER TABLE t DROP COLUMN c";

    static List<Path> drivers() {
        return Drivers.all();
    }

    @ParameterizedTest
    @MethodSource("drivers")
    void no_way_leads_to_the_server_past_the_guard(Path driver) throws Exception {
        Table table = Table.create();

        JobJvm.End end = JobJvm.guarded().with(driver).run(EveryRoute.class, table.url(), HARMFUL);

        assertThat(end.exitCode()).as(end.err()).isZero();
        assertThat(end.lines()).hasSize(41).allMatch(line -> line.endsWith(" DG001") || isUnknownTo42_2(line));
        assertThat(table.columns()).isEqualTo("id,c");
    }

    static List<Path> oldestAndNewest() {
        return List.of(Drivers.oldest(), Drivers.newest());
    }

    @ParameterizedTest
    @MethodSource("oldestAndNewest")
    void every_way_leads_to_the_server_without_the_agent(Path driver) throws Exception {
        Table table = Table.create();

        JobJvm.End end =
                JobJvm.plain().with(driver).run(EveryRoute.class, table.url(), "ALTER TABLE t DROP COLUMN gone");

        assertThat(end.lines()).hasSize(41).allMatch(line -> line.endsWith(" 42703") || isUnknownTo42_2(line));
    }

    /** The driver's own answer, before anything is sent. */
    private static boolean isUnknownTo42_2(String line) {
        return line.contains("executeLarge") && line.endsWith(" 0A000");
    }
}
