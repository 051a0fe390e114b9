package io.ddlguard.policy;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the allow comments in the text of one SQL comment. */
final class AllowCommentReader {

    private static final String ALLOW = "allow";

    private static final Pattern DELIMITERS = Pattern.compile("\\A--+|\\A/\\*+|\\*+/\\z");

    /** How an allow comment begins a line, up to the word behind the colon. */
    private static final Pattern START =
            Pattern.compile("^[\\h*]*ddlguard\\h*:\\h*(?<word>[\\w-]+)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

    /** The reason may run over several lines of a block comment; what follows it on its last line is in the way. */
    private static final Pattern REST = Pattern.compile(
            "(?<rules>[^\"\\v]*?)(?:\\breason\\h*=\\h*\"(?<reason>[^\"]*)\"(?<behind>.*)|$)", Pattern.MULTILINE);

    private static final Pattern LINE_BREAK = Pattern.compile("\\h*\\R[\\h*]*");

    private final Set<String> knownRules;

    AllowCommentReader(Set<String> knownRules) {
        this.knownRules = knownRules;
    }

    List<AllowComment> read(String comment) {
        String text = DELIMITERS.matcher(comment.strip()).replaceAll("");
        List<AllowComment> found = new ArrayList<>();
        Matcher start = START.matcher(text);
        while (start.find()) {
            String word = start.group("word");
            if (word.equalsIgnoreCase(ALLOW)) {
                found.add(allow(REST.matcher(text).region(start.end(), text.length())));
            } else if (Wording.nearest(word, List.of(ALLOW)).isPresent()) {
                found.add(malformed("'" + word + "' is not known. Did you mean '" + ALLOW + "'?"));
            }
        }
        return found;
    }

    private AllowComment allow(Matcher rest) {
        if (!rest.lookingAt()) {
            return malformed("the reason has no closing quote.");
        }
        String reason = rest.group("reason");
        if (reason == null || reason.isBlank()) {
            return malformed("it gives no reason.");
        }
        String behind = rest.group("behind").strip();
        if (!behind.isEmpty()) {
            return malformed(Wording.quoted(behind) + " stands behind the reason.");
        }
        Set<String> rules = new LinkedHashSet<>();
        for (String rule : rest.group("rules").split(",", -1)) {
            rules.add(rule.strip());
        }
        for (String rule : rules) {
            if (!knownRules.contains(rule)) {
                return malformed(unknown(rule));
            }
        }
        return new AllowComment.Granted(
                rules, LINE_BREAK.matcher(reason.strip()).replaceAll(" "));
    }

    private String unknown(String rule) {
        if (rule.isEmpty()) {
            return "a rule is missing.";
        }
        boolean several = rule.chars().anyMatch(Character::isWhitespace);
        return several ? "rules are separated by commas." : Wording.noRule(rule, knownRules);
    }

    private static AllowComment malformed(String problem) {
        return new AllowComment.Malformed("The comment 'ddlguard:allow' allows nothing: " + problem
                + " Expected: ddlguard:allow RULE[, RULE …] reason=\"why this is safe\"");
    }
}
