package io.ddlguard.change;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * PostgreSQL's table-level lock modes, weakest first, and which of them exclude one another (the table in "Explicit
 * Locking" of its manual).
 */
public enum LockMode {
    ACCESS_SHARE(1),
    ROW_SHARE(2),
    ROW_EXCLUSIVE(4),
    SHARE_UPDATE_EXCLUSIVE(5),
    SHARE(6),
    SHARE_ROW_EXCLUSIVE(6),
    EXCLUSIVE(7),
    ACCESS_EXCLUSIVE(8);

    /** How many of the modes, counted from the strongest, it excludes; SHARE leaves out itself. */
    private final int excluded;

    LockMode(int excluded) {
        this.excluded = excluded;
    }

    /** The modes that another transaction may not hold while this one is given. */
    public List<LockMode> conflicts() {
        return Arrays.stream(values())
                .filter(other -> other.ordinal() >= values().length - excluded)
                .filter(other -> this != SHARE || other != SHARE)
                .toList();
    }

    /** Whether who holds it keeps writers out, or readers too. */
    public boolean stopsWriters() {
        return conflicts().contains(ROW_EXCLUSIVE);
    }

    /** Whether who has this one needs not ask for the other. */
    public boolean covers(LockMode other) {
        return conflicts().containsAll(other.conflicts());
    }

    /** As in {@code pg_locks.mode}: {@code AccessExclusiveLock}. */
    public String catalogName() {
        return Arrays.stream(name().split("_"))
                .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining("", "", "Lock"));
    }

    public static LockMode of(String catalogName) {
        return Arrays.stream(values())
                .filter(mode -> mode.catalogName().equals(catalogName))
                .findFirst()
                .orElseThrow();
    }

    /** As in LOCK TABLE: {@code ACCESS EXCLUSIVE}. */
    @Override
    public String toString() {
        return name().replace('_', ' ');
    }
}
