package io.ddlguard.contract;

/**
 * A way by which a DROP COLUMN can reach the server. On the raw driver every one arrives; what a door does about it is
 * its fate, which {@code docs/routes.md} tells the user and {@link RoutesContract} holds the doors to.
 *
 * @param name what the page calls it
 */
record Route(String name, Action action, Fate driver, Fate agent) {

    @FunctionalInterface
    interface Action {
        void take(Ground ground) throws Exception;
    }

    /** What becomes of the statement. */
    sealed interface Fate {}

    /** Refused with DG001; nothing has reached the server. */
    record Guarded() implements Fate {}

    /** It runs as with the raw driver. */
    record Open(String why) implements Fate {}

    /** It does not run even with the raw driver. */
    record Harmless(String why) implements Fate {}

    static Route route(String name, Action action) {
        return new Route(name, action, new Guarded(), new Guarded());
    }

    /** A text, given to {@code Statement.execute}. */
    static Route text(String name, String sql) {
        return route(name, ground -> ground.statement().execute(sql));
    }

    Route driverOpen(String why) {
        return new Route(name, action, new Open(why), agent);
    }

    Route agentOpen(String why) {
        return new Route(name, action, driver, new Open(why));
    }

    Route open(String why) {
        return new Route(name, action, new Open(why), new Open(why));
    }

    Route harmless(String why) {
        return new Route(name, action, new Harmless(why), new Harmless(why));
    }

    Fate through(Door door) {
        return switch (door) {
            case DRIVER, DRIVER_CLASS -> driver;
            case AGENT -> agent;
            // Every route leads to the server, or the test of a door would prove nothing.
            case RAW -> driver instanceof Harmless ? driver : new Open("there is no door");
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
