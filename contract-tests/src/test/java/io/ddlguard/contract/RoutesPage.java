package io.ddlguard.contract;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The text of {@code docs/routes.md}. */
final class RoutesPage {

    /** The routes by the headings of the page. */
    static final Map<String, List<Route>> THEMES = themes();

    private final StringBuilder text = new StringBuilder();
    private final Map<String, Integer> reasons = new LinkedHashMap<>();

    private static Map<String, List<Route>> themes() {
        Map<String, List<Route>> themes = new LinkedHashMap<>();
        themes.put("How the text is written", TextRoutes.ROUTES);
        themes.put("Blocks, functions and procedures", FunctionRoutes.ROUTES);
        themes.put("Methods that execute", ExecuteRoutes.ROUTES);
        themes.put("Objects and data sources", ObjectRoutes.ROUTES);
        themes.put("What pgjdbc offers beyond JDBC", PgRoutes.ROUTES);
        return Collections.unmodifiableMap(themes);
    }

    String text() {
        text.append("""
                # Routes to the server

                Each line is a way by which a `DROP COLUMN` on a table with rows can reach PostgreSQL from a JVM. All of them are
                tested: on pgjdbc alone, through the driver (`jdbc:ddlguard:postgresql:` and `GuardedPostgresDriver`) and under
                the agent. This page is made of those tests, and the build fails when it says something else.

                - **guarded**: the statement is refused with SQLSTATE `DG001`, and nothing has reached the server.
                - **open**: the statement runs as it would without ddlguard. The number says why.
                - **no way**: the statement does not run even without ddlguard.
                """);
        THEMES.forEach(this::table);
        text.append("\n## Why some are open\n\n");
        reasons.forEach((reason, number) ->
                text.append(number).append(". ").append(reason).append(".\n"));
        text.append("\n## What else a caller can notice\n\n")
                .append(
                        "All else is as with pgjdbc alone: results, counts, keys, warnings, errors, casts and closing.\n\n");
        for (Difference difference : Difference.values()) {
            text.append("- ").append(difference.text()).append(".\n");
        }
        return text.toString();
    }

    private void table(String theme, List<Route> routes) {
        text.append("\n## ").append(theme).append("\n\n| route | driver | agent |\n|---|---|---|\n");
        for (Route route : routes) {
            text.append("| ")
                    .append(route.name())
                    .append(" | ")
                    .append(cell(route.driver()))
                    .append(" | ")
                    .append(cell(route.agent()))
                    .append(" |\n");
        }
    }

    private String cell(Route.Fate fate) {
        if (fate instanceof Route.Open open) {
            return "**open** " + number(open.why());
        }
        return fate instanceof Route.Harmless harmless ? "no way " + number(harmless.why()) : "guarded";
    }

    private String number(String reason) {
        String sentence =
                reason.startsWith("pgjdbc") ? reason : Character.toUpperCase(reason.charAt(0)) + reason.substring(1);
        return "(" + reasons.computeIfAbsent(sentence, any -> reasons.size() + 1) + ")";
    }
}
