package io.ddlguard.execute;

import io.ddlguard.report.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How long the statements of a job have waited for the locks that stop others, and held them. Thread-safe. */
public final class LockTimes {

    private static final int SHOWN = 5;

    private final List<Event.LockTime> worst = new ArrayList<>();

    synchronized void add(String lock, Duration waited, Duration held) {
        worst.add(new Event.LockTime(lock, waited, held));
        worst.sort(Comparator.comparing(Event.LockTime::held).reversed());
        if (worst.size() > SHOWN) {
            worst.remove(SHOWN);
        }
    }

    /** Those that were held longest since the last time; empty where none was. */
    public synchronized Optional<Event.Locks> take() {
        if (worst.isEmpty()) {
            return Optional.empty();
        }
        Event.Locks locks = new Event.Locks(List.copyOf(worst));
        worst.clear();
        return Optional.of(locks);
    }
}
