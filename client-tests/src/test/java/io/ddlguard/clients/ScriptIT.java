package io.ddlguard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.clients.job.ScriptJob;
import org.junit.jupiter.api.Test;

/** A runner of scripts that is nothing but JDBC: no tool is on its stack, so the scope has to say that it deploys. */
class ScriptIT {

    @Test
    void scripts_answer_the_same_in_autocommit_in_a_transaction_and_as_one_string() throws Exception {
        Rehearsal rehearsal = Rehearsal.of(
                Door.BY_URL,
                (shop, door) -> Rehearsal.succeeded(door.jvm()
                                .option("-Dddlguard.scope=always")
                                .run(
                                        ScriptJob.class,
                                        door.url(shop.url()),
                                        "autocommit:night",
                                        "transaction:release",
                                        "whole:string"))
                        .lines(),
                shop -> {
                    shop.builtConcurrently("(email)", "(email, total)", "(total)", "(customer_id)");
                    shop.builtConcurrently("(customer_id, total)");
                    assertThat(shop.arrived()).anyMatch(sql -> sql.startsWith("DROP INDEX CONCURRENTLY"));
                    // Concurrently, it is another index of the same name. Event triggers see REINDEX from 17 on.
                    assertThat(shop.rows("SELECT 'orders_pkey'::regclass::oid > 'staging'::regclass::oid"))
                            .containsExactly("t");
                });

        assertThat(rehearsal.history()).hasSize(13).contains("night [10]", "release [5]", "string [0, 3, 1000]");
    }
}
