package io.ddlguard.policy;

/**
 * The policy cannot be used as it is. The message is complete: every problem of the file on a line of its own, each
 * with its place and with what was expected there.
 */
public final class PolicyException extends Exception {

    public PolicyException(String message) {
        super(message);
    }
}
