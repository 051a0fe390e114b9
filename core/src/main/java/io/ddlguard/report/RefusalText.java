package io.ddlguard.report;

import io.ddlguard.sql.Quoting;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The words of a refusal, in the order in which a person needs them: what was refused, the harm here, what to write
 * instead, how to allow it, where to read more.
 */
public final class RefusalText {

    private RefusalText() {}

    /**
     * A statement that was refused before anything was sent.
     *
     * @param noPlan why the online form is out of the question here, or null where the rule has none
     * @param object as the policy would name it
     * @param commentsAllowed whether a comment in SQL may allow it too
     */
    public static String of(
            String rule,
            String doing,
            String harm,
            @Nullable String noPlan,
            String instead,
            List<String> object,
            boolean commentsAllowed) {
        StringBuilder text = new StringBuilder("ddlguard refused to " + doing + " [" + rule + "]. Nothing was sent.\n");
        section(text, "Harm", wrap(harm));
        if (noPlan != null) {
            section(text, "No online form", wrap("because " + noPlan + "."));
        }
        section(text, "Instead", instead);
        waysOut(text, rule, object, commentsAllowed);
        return text.toString().stripTrailing();
    }

    /**
     * A statement whose online form was begun and had to be given up. What it had made is taken away again, or what
     * could not be is told by an event of its own.
     *
     * @param dropping whether it was dropping an index, which nothing brings back to use but another index
     */
    public static String gaveUp(
            String rule, String doing, String reason, boolean dropping, List<String> object, boolean commentsAllowed) {
        StringBuilder text = new StringBuilder("ddlguard began to " + doing + " and gave up [" + rule + "].\n");
        section(text, "Reason", wrap(reason + "."));
        String invalid =
                dropping ? "\nThe index may be INVALID until then: no query uses it, and writes still keep it." : "";
        section(text, "Instead", "Deploy again when what was in the way has gone." + invalid);
        waysOut(text, rule, object, commentsAllowed);
        return text.toString().stripTrailing();
    }

    /**
     * What replicas and load have left no room for in time.
     *
     * @param what was waited for: {@code ACCESS EXCLUSIVE on public.users}
     * @param held how long the transaction had stopped others itself by then; zero where it did not
     */
    public static String heeded(String what, Duration waited, List<String> reasons, Duration held) {
        StringBuilder text = new StringBuilder("ddlguard waited for " + what + " for " + seconds(waited)
                + " and gave up [heed]. Nothing of the statement was done.\n");
        section(text, "In the way", String.join("\n", reasons));
        String again = "Deploy again when that is over.";
        if (!held.isZero()) {
            section(
                    text,
                    "Why now",
                    wrap("the transaction holds locks of earlier statements, which stop others since " + seconds(held)
                            + "; lock.max-held in the policy bounds that."));
            again += " Where this migration itself puts the replicas behind, split it: what writes much belongs in a"
                    + " transaction of its own.";
        }
        section(text, "Instead", wrap(again));
        section(text, "To allow it", "raise the limit under heed in the policy");
        section(text, "More", "docs/policy.md#heed");
        return text.toString().stripTrailing();
    }

    /** @param grant what lets the role look */
    public static String cannotHeed(String role, String grant) {
        StringBuilder text =
                new StringBuilder("ddlguard refused a statement because it cannot see what heed in the policy"
                        + " asks it to look at [heed]. Nothing of it was sent.\n");
        section(
                text,
                "Reason",
                wrap("the server hides what other sessions do, and how far behind replicas are, from the role " + role
                        + "."));
        section(text, "Instead", grant + ";\nor take heed out of the policy of this environment.");
        section(text, "More", "docs/policy.md#heed");
        return text.toString().stripTrailing();
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    private static void waysOut(StringBuilder text, String rule, List<String> object, boolean commentsAllowed) {
        section(
                text,
                "To allow it",
                "in the policy:\n" + "    allow:\n" + "      - rule: " + rule + "\n" + "        on: " + yaml(object)
                        + "\n"
                        + "        reason: <why it is safe now>\n"
                        + (commentsAllowed
                                ? "or, for this statement alone, above it:\n    -- ddlguard:allow " + rule
                                        + " reason=\"<why it is safe now>\"\n"
                                : ""));
        section(text, "More", "docs/rules/" + rule + ".md");
    }

    private static void section(StringBuilder text, String title, String body) {
        if (!body.isBlank()) {
            text.append("  ").append(title).append(":\n");
            body.lines().forEach(line -> text.append("    ").append(line).append('\n'));
        }
    }

    private static String yaml(List<String> object) {
        String name = object.stream().map(RefusalText::part).collect(Collectors.joining("."));
        // A quoted name may hold what means something in YAML, and a star begins an alias.
        return name.contains("\"") || name.contains("*") ? "'" + name.replace("'", "''") + "'" : name;
    }

    private static String part(String name) {
        return name.equals("*") ? name : Quoting.readable(name);
    }

    private static String wrap(String sentences) {
        StringBuilder wrapped = new StringBuilder();
        int width = 0;
        for (String word : sentences.split(" ")) {
            if (width + word.length() > 96) {
                wrapped.append('\n');
                width = 0;
            } else if (width > 0) {
                wrapped.append(' ');
                width++;
            }
            wrapped.append(word);
            width += word.length();
        }
        return wrapped.toString();
    }
}
