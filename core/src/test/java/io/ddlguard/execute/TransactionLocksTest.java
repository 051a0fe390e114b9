package io.ddlguard.execute;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.change.LockMode;
import io.ddlguard.report.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TransactionLocksTest {

    private static final Duration MAX_HELD = Duration.ofSeconds(2);

    private final TransactionLocks locks = new TransactionLocks();
    private final LockTimes times = new LockTimes();
    private final List<String> told = new ArrayList<>();

    @Test
    void tell_what_was_held_for_too_long_when_the_transaction_ends() {
        locks.taken(wanted(1, "users", LockMode.ACCESS_EXCLUSIVE), Duration.ZERO, secondsAgo(5));
        locks.taken(wanted(2, "orders", LockMode.ACCESS_EXCLUSIVE), Duration.ZERO, secondsAgo(1));
        // It stops nobody who reads or writes.
        locks.taken(wanted(3, "items", LockMode.SHARE_UPDATE_EXCLUSIVE), Duration.ZERO, secondsAgo(50));
        // A second statement on the same table.
        locks.taken(wanted(1, "users", LockMode.ACCESS_EXCLUSIVE), Duration.ZERO, secondsAgo(0));
        release();
        assertThat(told).singleElement().asString().startsWith("ACCESS EXCLUSIVE on public.users was held for 5.");
        release();
        assertThat(told).hasSize(1);
    }

    @Test
    void count_only_what_the_server_still_holds() {
        locks.taken(wanted(1, "users", LockMode.ACCESS_EXCLUSIVE), Duration.ZERO, secondsAgo(5));
        locks.taken(wanted(2, "orders", LockMode.ACCESS_EXCLUSIVE), Duration.ZERO, secondsAgo(1));
        assertThat(locks.held(Map.of(2L, Set.of(LockMode.ACCESS_EXCLUSIVE))))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
        assertThat(locks.held(Map.of())).isZero();
        release();
    }

    @Test
    void are_known_to_the_doors_while_there_are_any() {
        locks.taken(wanted(1, "users", LockMode.ACCESS_EXCLUSIVE), Duration.ZERO, secondsAgo(0));
        assertThat(TransactionLocks.anyHeld()).isTrue();
        release();
        assertThat(TransactionLocks.anyHeld()).isFalse();
    }

    @Test
    void sum_up_the_five_that_were_held_longest() {
        for (int i = 1; i <= 7; i++) {
            locks.taken(wanted(i, "t" + i, LockMode.ACCESS_EXCLUSIVE), Duration.ofSeconds(i), secondsAgo(10 * i));
        }
        release();
        assertThat(times.take().orElseThrow().text().replaceAll("held for (\\d+)\\.\\d s", "held for $1 s"))
                .isEqualTo("""
                the locks of this job that stop others, those held longest first:
                    ACCESS EXCLUSIVE on public.t7: held for 70 s, waited for 7.0 s
                    ACCESS EXCLUSIVE on public.t6: held for 60 s, waited for 6.0 s
                    ACCESS EXCLUSIVE on public.t5: held for 50 s, waited for 5.0 s
                    ACCESS EXCLUSIVE on public.t4: held for 40 s, waited for 4.0 s
                    ACCESS EXCLUSIVE on public.t3: held for 30 s, waited for 3.0 s""");
        assertThat(times.take()).isEmpty();
    }

    private void release() {
        locks.released(MAX_HELD, times, event -> told.add(((Event.HeldLong) event).text()));
    }

    private static WantedLocks wanted(long oid, String table, LockMode mode) {
        return new WantedLocks(List.of(new WantedLocks.Wanted(oid, "public." + table, "public." + table, mode, true)));
    }

    private static long secondsAgo(int seconds) {
        return System.nanoTime() - Duration.ofSeconds(seconds).toNanos();
    }
}
