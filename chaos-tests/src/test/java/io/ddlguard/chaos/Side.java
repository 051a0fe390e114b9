package io.ddlguard.chaos;

/** On which side of a message a disturbance comes: before the server has got it, or just after. */
enum Side {
    BEFORE("before "),
    AFTER("just after ");

    private final String words;

    Side(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
