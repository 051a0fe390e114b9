package io.ddlguard.benchmarks;

/** A way to add a column to a table in use. */
enum Deploy {
    NONE("no deploy", 0, 0),
    RAW("raw DDL", 0, 1),
    FIVE_SECONDS("lock_timeout 5 s, 5 tries", 5, 5),
    TEN_SECONDS("lock_timeout 10 s, 5 tries", 10, 5),
    GUARDED("ddlguard", 0, 1);

    final String label;
    /** The {@code lock_timeout} that the deploy sets itself, in seconds; 0 for none. */
    final int lockTimeout;

    /** That the deploy makes itself. */
    final int tries;

    Deploy(String label, int lockTimeout, int tries) {
        this.label = label;
        this.lockTimeout = lockTimeout;
        this.tries = tries;
    }
}
