package io.ddlguard.guard;

import java.util.List;

/**
 * Tells whether a call belongs to a deploy: a migration tool is on the stack. With the agent on an application, its
 * nightly TRUNCATE of a staging table must not fail, and the migration that it runs when it starts must be guarded.
 */
final class DeployFrames {

    private static final List<String> TOOLS = List.of(
            "org.flywaydb.",
            "liquibase.",
            "org.hibernate.tool.schema.",
            "org.hibernate.tool.hbm2ddl.",
            "org.springframework.jdbc.datasource.init.");

    private static final List<String> LIQUIBASE = List.of("liquibase.");

    private DeployFrames() {}

    static boolean areOnTheStack() {
        return isOnTheStack(TOOLS);
    }

    /**
     * Whether the commit under way is one after which a tool records the migration in a transaction of its own on the
     * same connection. Liquibase does.
     */
    static boolean historyFollows() {
        return isOnTheStack(LIQUIBASE);
    }

    private static boolean isOnTheStack(List<String> tools) {
        return StackWalker.getInstance().walk(frames -> frames.anyMatch(frame -> isOf(tools, frame.getClassName())));
    }

    private static boolean isOf(List<String> tools, String className) {
        for (String tool : tools) {
            if (className.startsWith(tool)) {
                return true;
            }
        }
        return false;
    }
}
