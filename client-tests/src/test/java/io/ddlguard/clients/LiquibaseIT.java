package io.ddlguard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.clients.job.LiquibaseJob;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Liquibase with change logs in XML, YAML and SQL, in its transactions and out of them, forwards and back. */
class LiquibaseIT {

    private static final String HISTORY = """
            SELECT orderexecuted, id, author, filename, exectype, md5sum FROM databasechangelog ORDER BY orderexecuted""";

    @Test
    void change_sets_of_every_format_and_one_that_is_taken_back_by_5() throws Exception {
        updatesAndTakesTheLastBack("5", Door.BY_URL);
    }

    /** The older one by the driver's class, which leaves the URL as it is. */
    @Test
    void change_sets_of_every_format_and_one_that_is_taken_back_by_4() throws Exception {
        updatesAndTakesTheLastBack("4", Door.BY_CLASS);
    }

    private static void updatesAndTakesTheLastBack(String version, List<Door> doors) throws Exception {
        Rehearsal rehearsal = Rehearsal.of(
                doors,
                (shop, door) -> {
                    Rehearsal.succeeded(Clients.withLiquibase(version, door.jvm())
                            .run(
                                    LiquibaseJob.class,
                                    door.url(shop.url()),
                                    door.driverClass(),
                                    "liquibase/changelog.xml",
                                    "validate",
                                    "update",
                                    "rollback-count-1"));
                    assertThat(shop.rows("SELECT locked FROM databasechangeloglock"))
                            .containsExactly("f");
                    return shop.rows(HISTORY);
                },
                shop -> {
                    shop.builtConcurrently("(email)", "(customer_id)", "(total)", "(email, total)");
                    shop.builtUniqueConcurrently("(id, email)");
                    assertThat(shop.arrived()).anyMatch(sql -> sql.startsWith("DROP INDEX CONCURRENTLY"));
                });

        assertThat(rehearsal.history()).hasSize(7).allMatch(row -> row.contains("|EXECUTED|"));
    }
}
