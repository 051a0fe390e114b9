package io.ddlguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.journal.JournalRow;
import java.io.IOException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListingTest {

    private static final OffsetDateTime NOW = OffsetDateTime.parse("2026-11-27T12:00:00Z");

    private static final JournalRow FAILED = row(
            "4d1c0b6a7e8f9123",
            JournalRow.Kind.VALIDATE_CONSTRAINT,
            JournalRow.State.FAILED,
            "orders_customer",
            "23503: insert or update on table \"orders\"\nviolates a foreign key",
            NOW.minusHours(3),
            "public.orders",
            true);

    private static final JournalRow PLANNED = row(
            "00c0b6a7e8f91234",
            JournalRow.Kind.BUILD_INDEX,
            JournalRow.State.PLANNED,
            "orders_email",
            null,
            NOW.minusSeconds(20),
            "public.\"Orders\"",
            true);

    private static final JournalRow COPIED = row(
            "aac0b6a7e8f91234",
            JournalRow.Kind.DROP_INDEX,
            JournalRow.State.PLANNED,
            "public.old",
            null,
            NOW.minusDays(9),
            "",
            false);

    @Test
    void the_table_has_a_line_for_each_step_and_none_is_broken() {
        assertThat(Listing.table(List.of(FAILED, PLANNED, COPIED), NOW)).isEqualToNormalizingNewlines("""
                WHAT                                 TABLE            STATE               AGE   ATTEMPTS  ERROR
                validate constraint orders_customer  public.orders    failed              3 h   2         \
                23503: insert or update on table "orders" violates a foreign key
                build index orders_email             public."Orders"  planned             20 s  2
                drop index public.old                -                planned, elsewhere  9 d   2
                """);
    }

    @Test
    void the_summary_counts_what_is_left_here() {
        String place = "the role deploy in the database shop";
        assertThat(Listing.summary(List.of(), true, place))
                .isEqualTo("Nothing is left to do for the role deploy in the database shop.");
        assertThat(Listing.summary(List.of(), false, place))
                .isEqualTo("Nothing is left to do for the role deploy in the database shop: there is no"
                        + " ddlguard.journal, so no deploy has left anything.");
        assertThat(Listing.summary(List.of(FAILED), true, place))
                .isEqualTo("1 step is left to do for the role deploy in the database shop. The next deploy tries"
                        + " again; so does ddlguard resume.");
        assertThat(Listing.summary(List.of(FAILED, PLANNED, COPIED), true, place))
                .isEqualTo("2 steps are left to do for the role deploy in the database shop. The next deploy tries"
                        + " again; so does ddlguard resume. What is marked as elsewhere came in a copy of another"
                        + " database, and is left alone.");
    }

    @Test
    void programs_get_json() throws IOException {
        assertThat(Listing.json(List.of())).isEqualTo("{\"version\":1,\"rows\":[]}");
        assertThat(Listing.json(List.of(FAILED, COPIED)))
                .isEqualTo("{\"version\":1,\"rows\":["
                        + "{\"id\":\"4d1c0b6a7e8f9123\",\"kind\":\"validate-constraint\","
                        + "\"what\":\"validate constraint orders_customer\",\"table\":\"public.orders\","
                        + "\"state\":\"failed\",\"pending\":true,\"created\":\"2026-11-27T09:00:00Z\",\"attempts\":2,"
                        + "\"error\":\"23503: insert or update on table \\\"orders\\\"\\nviolates a foreign key\"},"
                        + "{\"id\":\"aac0b6a7e8f91234\",\"kind\":\"drop-index\",\"what\":\"drop index public.old\","
                        + "\"table\":null,\"state\":\"planned\",\"pending\":false,"
                        + "\"created\":\"2026-11-18T12:00:00Z\",\"attempts\":2,\"error\":null}]}");
    }

    @ParameterizedTest
    @CsvSource({"-5, 0 s", "119, 119 s", "120, 2 min", "7199, 119 min", "7200, 2 h", "172800, 2 d"})
    void an_age_is_rough(long seconds, String text) {
        assertThat(Listing.age(Duration.ofSeconds(seconds))).isEqualTo(text);
    }

    private static JournalRow row(
            String id,
            JournalRow.Kind kind,
            JournalRow.State state,
            String name,
            String error,
            OffsetDateTime created,
            String table,
            boolean here) {
        return new JournalRow(
                id, kind, state, 1, 2, name, 0, false, "", "public", 2, error, created, "deploy", table, here);
    }
}
