package io.ddlguard.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;

/** The turns of phrase that all problems share. */
final class Wording {

    private static final int LONGEST_QUOTE = 60;

    private Wording() {}

    /** What the user wrote, on one line whatever it was, because each problem is one line. */
    static String quoted(String text) {
        String line = text.replaceAll("\\s+", " ");
        return "'" + (line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "…") + "'";
    }

    /** {@code a}, {@code a or b}, {@code a, b or c}. */
    static String oneOf(Collection<?> valid) {
        StringBuilder text = new StringBuilder();
        Iterator<?> each = valid.iterator();
        for (int i = 0; each.hasNext(); i++) {
            Object next = each.next();
            if (i > 0) {
                text.append(each.hasNext() ? ", " : " or ");
            }
            text.append(next);
        }
        return text.toString();
    }

    /** A sentence, with the blank before it, when one of the valid names is near; else nothing. */
    static String didYouMean(String given, Collection<String> valid) {
        return nearest(given, valid)
                .map(name -> " Did you mean '" + name + "'?")
                .orElse("");
    }

    static String noRule(String given, Collection<String> rules) {
        return "there is no rule " + quoted(given) + "." + didYouMean(given, rules);
    }

    /** The valid name that a slip of the pen would turn into this one: at most one letter in three is wrong. */
    static Optional<String> nearest(String given, Collection<String> valid) {
        String wanted = plain(given);
        int most = Math.max(1, wanted.length() / 3);
        return valid.stream()
                .filter(name -> Math.abs(name.length() - wanted.length()) <= most)
                .filter(name -> distance(wanted, plain(name)) <= most)
                .min(Comparator.<String>comparingInt(name -> distance(wanted, plain(name)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-');
    }

    /** Levenshtein: the letters to insert, drop or replace. */
    private static int distance(String from, String to) {
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, Math.min(row[j - 1], row[j]) + 1);
            }
        }
        return row[to.length()];
    }
}
