package io.ddlguard.driver;

/**
 * A driver class for tools that do not know our prefix: named as the driver, it guards plain {@code jdbc:postgresql:…}
 * URLs too. It never registers itself, or it would compete with pgjdbc for the URLs of everybody else in the JVM.
 */
public final class GuardedPostgresDriver extends GuardingDriver {

    @Override
    public boolean acceptsURL(String url) {
        return url.startsWith(DoorUrl.PREFIX) || url.startsWith(DoorUrl.PLAIN_PREFIX);
    }
}
