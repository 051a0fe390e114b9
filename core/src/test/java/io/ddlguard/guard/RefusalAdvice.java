package io.ddlguard.guard;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** What a refusal tells a person to do, taken out of its text as a person would. */
final class RefusalAdvice {

    private static final Pattern SQL =
            Pattern.compile("(ALTER|CREATE|DROP|UPDATE|DELETE|INSERT|REINDEX|TRUNCATE|LOCK|BEGIN|COMMIT)\\b.*;.*");

    private RefusalAdvice() {}

    static boolean hasAllowance(String refusal) {
        return refusal.contains("To allow it:");
    }

    static boolean hasComment(String refusal) {
        return refusal.contains("-- ddlguard:allow");
    }

    /** The lines between "in the policy:" and what follows, with the indentation of the message taken off. */
    static String policy(String refusal) {
        StringBuilder yaml = new StringBuilder();
        boolean in = false;
        for (String line : refusal.lines().toList()) {
            if (line.strip().equals("in the policy:")) {
                in = true;
            } else if (in && line.startsWith("        ")) {
                yaml.append(line.substring(8)).append('\n');
            } else {
                in = false;
            }
        }
        return yaml.toString();
    }

    static String comment(String refusal) {
        return refusal.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("-- ddlguard:allow"))
                .findFirst()
                .orElseThrow();
    }

    /** The statements under "Instead", those that stand together in one list; none where a blank has to be filled in. */
    static List<List<String>> instead(String refusal) {
        List<List<String>> lists = new ArrayList<>();
        List<String> together = new ArrayList<>();
        boolean in = false;
        for (String line : refusal.lines().toList()) {
            if (line.matches("  \\S.*:")) {
                in = line.equals("  Instead:");
            }
            if (in && SQL.matcher(line.strip()).matches()) {
                together.add(line.strip());
            } else if (!together.isEmpty()) {
                lists.add(together);
                together = new ArrayList<>();
            }
        }
        lists.removeIf(list -> list.stream().anyMatch(sql -> sql.contains("<")));
        return lists;
    }
}
