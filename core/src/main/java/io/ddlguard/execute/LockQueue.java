package io.ddlguard.execute;

import io.ddlguard.catalog.Side;
import io.ddlguard.report.Event;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Whether to queue for the locks of one statement: not behind a transaction that will hardly end while we would queue,
 * because everybody else would queue behind us. It looks, on the side, and tells who is in the way.
 */
final class LockQueue {

    private final KeepAlive keepAlive;
    private final int callerPid;
    private final Side side;
    private final WantedLocks wanted;
    private final TransactionLocks transaction;
    private final Limits limits;
    private final Job job;
    private final Backoff backoff;
    private final Heeding heeding;
    private final long began = System.nanoTime();

    /** When a transaction was first seen: its age is hidden from a role without pg_read_all_stats. */
    private final Map<String, Long> seen = new HashMap<>();

    private List<Blocker> told = List.of();
    private Duration held = Duration.ZERO;

    /** Keeps an idle transaction from its timeout. */
    @FunctionalInterface
    interface KeepAlive {
        void run() throws SQLException;
    }

    LockQueue(
            KeepAlive keepAlive,
            int callerPid,
            Side side,
            WantedLocks wanted,
            TransactionLocks transaction,
            Limits limits,
            Job job,
            Backoff backoff) {
        this.keepAlive = keepAlive;
        this.callerPid = callerPid;
        this.side = side;
        this.wanted = wanted;
        this.transaction = transaction;
        this.limits = limits;
        this.job = job;
        this.backoff = backoff;
        this.heeding = new Heeding(side, callerPid, limits.heed(), wanted.toString(), job.reporter());
    }

    /**
     * Stays away while somebody is in the way, but no longer than there is time; then one try is left. None is where
     * replicas or load are what it has waited for.
     */
    LockLook standAside() throws SQLException, HeedEnded {
        return standAside(this::staysLonger);
    }

    /** Stays away for replicas and load alone. */
    LockLook heed() throws SQLException, HeedEnded {
        return standAside(blocker -> false);
    }

    private LockLook standAside(Predicate<Blocker> counts) throws SQLException, HeedEnded {
        while (true) {
            LockLook look = look();
            List<Blocker> old = look.others().stream().filter(counts).toList();
            boolean heeds = wanted.without(look.own()).stopOthers() && heeding.standsAside();
            if (old.isEmpty() && !heeds) {
                return look;
            }
            tell(old);
            boundByWhatIsHeld(look);
            if (!backoff.stayAway()) {
                if (heeds && !backoff.isEnded()) {
                    throw heeding.timeIsUp(held);
                }
                return look;
            }
            keepAlive.run();
        }
    }

    /** A try was in vain. Answers whether there is time for another, after a pause. */
    boolean tryAgain() throws SQLException {
        boundByWhatIsHeld(look());
        return backoff.pause();
    }

    private LockLook look() throws SQLException {
        return LockLook.at(side, wanted, callerPid, job.callers());
    }

    private boolean staysLonger(Blocker blocker) {
        if (blocker.autovacuum()) {
            return false;
        }
        Duration age = blocker.age();
        if (age == null) {
            long now = System.nanoTime();
            age = Duration.ofNanos(now - seen.computeIfAbsent(blocker.pid() + " " + blocker.transaction(), id -> now));
        }
        return age.compareTo(limits.lockTimeout()) > 0;
    }

    /** What this transaction has locked already stops others for as long as we wait for more. */
    private void boundByWhatIsHeld(LockLook look) {
        held = transaction.held(look.own());
        if (!held.isZero()) {
            backoff.endWithin(limits.maxHeld().minus(held));
        }
    }

    private void tell(List<Blocker> blockers) {
        if (!blockers.isEmpty() && !Blocker.same(blockers, told)) {
            told = blockers;
            job.reporter().report(new Event.Waiting(wanted.toString(), Blocker.texts(blockers), waited()));
        }
    }

    /** Since the locks were first asked for. */
    Duration waited() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Tells why there is no other try, and hangs it on the server's error, which stays what it is. */
    void giveUp(SQLException error, int tries) {
        try {
            List<Blocker> blockers = new ArrayList<>(look().others());
            if (blockers.stream().anyMatch(this::staysLonger)) {
                blockers.removeIf(blocker -> !staysLonger(blocker));
            }
            List<String> remedies = blockers.stream()
                    .map(Blocker::remedy)
                    .filter(remedy -> !remedy.isEmpty())
                    .toList();
            Event.GaveUp gaveUp =
                    new Event.GaveUp(wanted.toString(), waited(), tries, held, Blocker.texts(blockers), remedies);
            job.reporter().report(gaveUp);
            error.addSuppressed(new LockWaitEnded(gaveUp.text()));
        } catch (SQLException e) {
            error.addSuppressed(e);
        }
    }
}
