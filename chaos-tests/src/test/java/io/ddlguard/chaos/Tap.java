package io.ddlguard.chaos;

/** Is told of every message that passes the relay. No other message passes until it has returned. */
interface Tap {

    /** The server has not got it yet, and gets it only if the answer is true. */
    default boolean before(Sighting sighting) {
        return true;
    }

    /** The server has got it, and may still be at it. */
    default void after(Sighting sighting) {}
}
