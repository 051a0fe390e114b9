package io.ddlguard.policy;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the file, which hands out its values by key. What is wrong with a value is reported when it is asked
 * for, and the value is then empty; keys that are unknown or given twice are reported at once. A mapping without a
 * value is empty: its lines may be commented out.
 *
 * <p>The reader asks for keys of a fixed depth only, so aliases that lead back to themselves lead nowhere.
 */
final class Fields {

    /** One key with its value. */
    record Field(Node key, Node value) {}

    private final Node node;
    private final String path;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Problems problems;

    /** @param expected what a mapping is expected to be here */
    private Fields(Node node, String path, String expected, Problems problems) {
        this.node = real(node);
        this.path = path;
        this.problems = problems;
        if (this.node instanceof MappingNode mapping) {
            mapping.getValue().forEach(this::add);
        } else if (!isEmpty(this.node)) {
            problems.add(this.node, here() + " cannot be " + kind(this.node) + ". Expected " + expected + ".");
        }
    }

    /** A mapping whose keys are not looked at yet, or are names. */
    static Fields open(Node node, String path, Problems problems) {
        return new Fields(node, path, "a mapping", problems);
    }

    /** A mapping that takes these keys and no others. */
    static Fields closed(Node node, String path, Collection<String> keys, Problems problems) {
        return new Fields(node, path, "a mapping with " + Wording.oneOf(keys), problems).only(keys);
    }

    Fields only(Collection<String> keys) {
        fields.forEach((key, field) -> {
            if (!keys.contains(key)) {
                problems.add(
                        field.key(),
                        "unknown key " + Wording.quoted(key) + " in " + here() + "." + Wording.didYouMean(key, keys)
                                + " Expected " + Wording.oneOf(keys) + ".");
            }
        });
        return this;
    }

    private void add(NodeTuple tuple) {
        Node key = real(tuple.getKeyNode());
        if (!(key instanceof ScalarNode scalar)) {
            problems.add(key, "a key of " + here() + " cannot be " + kind(key) + ". Expected a name.");
            return;
        }
        Field earlier = fields.putIfAbsent(scalar.getValue(), new Field(key, tuple.getValueNode()));
        if (earlier != null) {
            problems.add(
                    key,
                    Wording.quoted(scalar.getValue()) + " is already in " + here() + ", at line "
                            + problems.place(earlier.key()).line() + ".");
        }
    }

    Map<String, Field> all() {
        return fields;
    }

    Optional<Field> field(String key) {
        return Optional.ofNullable(fields.get(key));
    }

    Place place() {
        return problems.place(node);
    }

    Optional<Fields> mapping(String key, Collection<String> keys) {
        return field(key).map(field -> closed(field.value(), label(key), keys, problems));
    }

    /** A mapping whose keys are names. */
    Optional<Fields> mapping(String key) {
        return field(key).map(field -> open(field.value(), label(key), problems));
    }

    /** A list without a value is empty. */
    Optional<List<Node>> list(String key) {
        return field(key).flatMap(field -> {
            Node value = real(field.value());
            if (value instanceof SequenceNode sequence) {
                return Optional.of(sequence.getValue());
            }
            if (isEmpty(value)) {
                return Optional.of(List.of());
            }
            problems.add(value, label(key) + " cannot be " + kind(value) + ". Expected a list.");
            return Optional.empty();
        });
    }

    /** @param expected completes "Expected …" */
    <T> Optional<T> value(String key, Function<String, Optional<T>> parse, String expected) {
        return field(key).flatMap(field -> parsed(label(key), field.value(), parse, expected));
    }

    <T> Optional<T> required(String key, Function<String, Optional<T>> parse, String expected) {
        boolean wrongKind = !(node instanceof MappingNode) && !isEmpty(node);
        if (field(key).isEmpty() && !wrongKind) {
            problems.add(node, label(key) + " is missing. Expected " + expected + ".");
        }
        return value(key, parse, expected);
    }

    <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        return field(key).flatMap(field -> choice(key, field.value(), Arrays.asList(type.getEnumConstants())));
    }

    /** The value of this key as one of these, each known by its {@code toString}. */
    <E> Optional<E> choice(String key, Node value, Collection<E> choices) {
        List<String> words = choices.stream().map(Object::toString).toList();
        Optional<String> word = parsed(label(key), value, Optional::of, Wording.oneOf(words));
        Optional<E> chosen = word.flatMap(
                text -> choices.stream().filter(c -> c.toString().equals(text)).findFirst());
        if (word.isPresent() && chosen.isEmpty()) {
            problems.add(value, label(key) + cannotBe(word.get(), words, Wording.oneOf(words)));
        }
        return chosen;
    }

    private <T> Optional<T> parsed(String label, Node given, Function<String, Optional<T>> parse, String expected) {
        Node value = real(given);
        if (isEmpty(value)) {
            problems.add(value, label + " has no value. Expected " + expected + ".");
            return Optional.empty();
        }
        if (!(value instanceof ScalarNode scalar)) {
            problems.add(value, label + " cannot be " + kind(value) + ". Expected " + expected + ".");
            return Optional.empty();
        }
        Optional<T> parsed = parse.apply(scalar.getValue());
        if (parsed.isEmpty()) {
            problems.add(value, label + cannotBe(scalar.getValue(), List.of(), expected));
        }
        return parsed;
    }

    private static String cannotBe(String text, Collection<String> valid, String expected) {
        return " cannot be " + Wording.quoted(text) + "." + Wording.didYouMean(text, valid) + " Expected " + expected
                + ".";
    }

    private String here() {
        return path.isEmpty() ? "the policy" : path;
    }

    String label(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** A node that contains itself is reached through an anchor node. */
    private static Node real(Node node) {
        return node instanceof AnchorNode anchor ? anchor.getRealNode() : node;
    }

    private static boolean isEmpty(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    /** Never the text itself: where a mapping is expected it may be a URL. */
    private static String kind(Node node) {
        return switch (node.getNodeType()) {
            case MAPPING -> "a mapping";
            case SEQUENCE -> "a list";
            default -> "text";
        };
    }
}
