package io.ddlguard.chaos;

/** When a disturbance comes. */
sealed interface Moment {

    /** Whether it is now, on this side of the message, which is the {@code occurrence}th that says the same. */
    boolean isAt(Side side, Sighting sighting, int occurrence);

    /** A step boundary: the message is known by what it says, since the numbers of two runs differ a little. */
    record Boundary(Side side, String label, int occurrence) implements Moment {

        @Override
        public boolean isAt(Side side, Sighting sighting, int occurrence) {
            return side == this.side && occurrence == this.occurrence && label.equals(sighting.label());
        }

        @Override
        public String toString() {
            return side + label + (occurrence == 1 ? "" : " (no. " + occurrence + ")");
        }
    }

    record Message(Side side, int number) implements Moment {

        @Override
        public boolean isAt(Side side, Sighting sighting, int occurrence) {
            return side == this.side && sighting.number() == number;
        }

        @Override
        public String toString() {
            return side + "message " + number;
        }
    }

    /** Counted from the first message; the clock strikes, not a message. */
    record Millis(long millis) implements Moment {

        @Override
        public boolean isAt(Side side, Sighting sighting, int occurrence) {
            return false;
        }

        @Override
        public String toString() {
            return "after " + millis + " ms";
        }
    }
}
