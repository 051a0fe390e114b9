package io.ddlguard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.clients.job.HibernateJob;
import org.junit.jupiter.api.Test;

/** Hibernate's schema tool, which changes tables in use when the application starts. */
class HibernateIT {

    @Test
    void updates_the_schema_and_finds_it_valid() throws Exception {
        Rehearsal rehearsal = Rehearsal.of(
                Door.BY_CLASS,
                (shop, door) -> {
                    Rehearsal.succeeded(door.jvm()
                            .withAll(Clients.of("hibernate"))
                            .run(HibernateJob.class, door.url(shop.url()), door.driverClass()));
                    return shop.rows("SELECT r.id, text, note FROM reviews r JOIN orders o ON o.id = order_id");
                },
                shop -> {
                    shop.builtConcurrently("(email)", "(note, total desc)");
                    assertThat(shop.indexes("customers")).containsExactly("customers_name", "customers_pkey");
                });

        assertThat(rehearsal.history()).containsExactly("1|a review|a note");
    }
}
