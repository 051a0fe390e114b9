package io.ddlguard.policy;

import java.util.Comparator;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.Node;

/** What is wrong with a policy file: collected, so that one run shows all of it, and told in the order of the file. */
final class Problems {

    private record Problem(Place place, String text) implements Comparable<Problem> {

        private static final Comparator<Problem> ORDER =
                Comparator.comparing(Problem::place).thenComparing(Problem::text);

        @Override
        public int compareTo(Problem other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return place + ": " + text;
        }
    }

    private final String file;

    /** A set, because a section that is used again through an alias is read again, with the same problems. */
    private final SortedSet<Problem> found = new TreeSet<>();

    Problems(String file) {
        this.file = file;
    }

    Place start() {
        return new Place(file, 1, 1);
    }

    Place place(Node node) {
        return node.getStartMark().map(this::place).orElseGet(this::start);
    }

    /** Marks count from 0. */
    Place place(Mark mark) {
        return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
    }

    void add(Node at, String text) {
        found.add(new Problem(place(at), text));
    }

    /** For a problem that makes all others meaningless. */
    PolicyException alone(Place at, String text) {
        return new PolicyException(new Problem(at, text).toString());
    }

    void throwIfAny() throws PolicyException {
        if (!found.isEmpty()) {
            throw new PolicyException(found.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        }
    }
}
