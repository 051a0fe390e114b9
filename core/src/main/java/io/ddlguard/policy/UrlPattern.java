package io.ddlguard.policy;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The URLs that an environment claims. {@code *} stands for any text, all else for itself, in either case because
 * hosts have none. Parameters of the URL take no part: the password may be one. For the same reason a pattern is never
 * shown.
 */
final class UrlPattern {

    private static final String START = "jdbc:postgresql:";

    private final Pattern pattern;

    private UrlPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    static UrlPattern of(String glob) {
        String regex = Arrays.stream(glob.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return new UrlPattern(Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.DOTALL));
    }

    /** What keeps this text from ever matching a URL, if anything does. */
    static Optional<String> problem(String glob) {
        if (glob.indexOf('?') >= 0) {
            return Optional.of("has parameters. URLs are matched without theirs: leave out '?' and what follows.");
        }
        int star = glob.indexOf('*');
        String literal = star < 0 ? glob : glob.substring(0, star);
        int shared = Math.min(literal.length(), START.length());
        boolean canMatch = literal.regionMatches(true, 0, START, 0, shared) && (star >= 0 || shared == START.length());
        return canMatch
                ? Optional.empty()
                : Optional.of("can match no URL. Expected jdbc:postgresql:… with * for any text, such as"
                        + " \"jdbc:postgresql://prod-*\".");
    }

    boolean matches(String url) {
        int parameters = url.indexOf('?');
        return pattern.matcher(parameters < 0 ? url : url.substring(0, parameters))
                .matches();
    }
}
