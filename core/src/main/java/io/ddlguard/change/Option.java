package io.ddlguard.change;

import io.ddlguard.pgparser.tree.BooleanNode;
import io.ddlguard.pgparser.tree.IntegerNode;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.StringNode;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The value of an option in the parentheses of a utility command. */
final class Option {

    private static final Set<String> ON = Set.of("true", "on", "yes", "1", "t", "y");

    private Option() {}

    /** An option without a value is on. */
    static boolean isOn(@Nullable Node value) {
        if (value instanceof IntegerNode number) {
            return number.ival() != 0;
        }
        return value == null
                || value instanceof BooleanNode truth && truth.boolval()
                || value instanceof StringNode text
                        && ON.contains(String.valueOf(text.sval()).toLowerCase(Locale.ROOT));
    }
}
