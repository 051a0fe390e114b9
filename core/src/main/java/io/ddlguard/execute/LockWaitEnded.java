package io.ddlguard.execute;

/** Says beside the server's own error what the server does not: who was in the way. It has no stack of its own. */
final class LockWaitEnded extends Exception {

    LockWaitEnded(String message) {
        super(message, null, false, false);
    }
}
