package io.ddlguard.chaos;

/** One deploy, what happens to it and when. */
record Round(int number, Disturbance disturbance, Moment moment) {

    @Override
    public String toString() {
        String text = disturbance + " " + moment;
        return text.length() > 150 ? text.substring(0, 150) + "…" : text;
    }
}
