package io.ddlguard.rule;

import java.util.List;
import java.util.stream.Collectors;

/** A list for people, who want to see what it is about and not all of it. */
final class Listed {

    private static final int MOST = 5;

    private Listed() {}

    /** As in {@code a, b, c, d, e and 7 more}. */
    static String of(List<?> things) {
        String first = things.stream().limit(MOST).map(Object::toString).collect(Collectors.joining(", "));
        return things.size() <= MOST ? first : first + " and " + (things.size() - MOST) + " more";
    }

    /** As in {@code 3 views}. */
    static String counted(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
