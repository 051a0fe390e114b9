package io.ddlguard.execute;

/** A plan cannot run here, for a reason that a person can act on. Nothing of it is left behind. */
public class Refusal extends Exception {

    Refusal(String reason) {
        super(reason);
    }

    Refusal(String reason, Throwable cause) {
        super(reason, cause);
    }
}
