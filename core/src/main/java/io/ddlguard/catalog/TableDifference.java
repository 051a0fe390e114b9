package io.ddlguard.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * What a command has done to a copy: what the server said it was doing, and which files and OIDs are others now.
 *
 * @param before by kind and name: {@code r} a table, {@code i} an index, {@code c} a constraint behind its table's OID
 * @param messages of DEBUG1 and above
 */
record TableDifference(
        TableDefinition table,
        Map<Long, TableDefinition> others,
        Map<String, Identity> before,
        Map<String, Identity> after,
        List<String> messages) {

    /** @param file 0 where it has none */
    record Identity(long oid, long file) {}

    Answer.Work work() {
        return new Answer.Work(
                rewrites(),
                messages.stream().anyMatch(is("verifying table ")),
                changed('c').stream()
                        .filter(check -> check.valid() && isThere(check))
                        .map(check -> new Answer.Check(check.name(), check.definition()))
                        .toList(),
                built(),
                messages.stream()
                        .filter(is("validating foreign key constraint "))
                        .map(message -> message.substring(message.indexOf('"') + 1, message.lastIndexOf('"')))
                        .toList(),
                changed('f').stream()
                        .map(key -> others.get(table.otherEnd(key)))
                        .filter(Objects::nonNull)
                        .map(TableDefinition::readable)
                        .distinct()
                        .toList());
    }

    private static Predicate<String> is(String beginning) {
        return message -> message.startsWith(beginning);
    }

    private boolean rewrites() {
        return messages.stream().anyMatch(is("rewriting table "))
                || before.entrySet().stream()
                        .anyMatch(entry -> entry.getKey().startsWith("r ")
                                && !entry.getValue().equals(after.get(entry.getKey())));
    }

    /**
     * An index that is kept has another OID, and the file that it had; an INVALID one is not kept. One of a partition
     * bears the name of the index that it is a part of.
     */
    private List<String> built() {
        List<String> built = new ArrayList<>();
        after.forEach((key, now) -> {
            String name = key.substring(2);
            Identity then = before.get(key);
            if (key.startsWith("i ")
                    && !name.startsWith(TableCopy.PRIVATE)
                    && !isOne(name, TableDefinition.Index::attached)
                    && (then == null
                            || then.file() != now.file()
                            || then.oid() != now.oid() && isOne(name, index -> !index.valid()))) {
                built.add(name);
            }
        });
        built.sort(null);
        return built;
    }

    private boolean isOne(String name, Predicate<TableDefinition.Index> what) {
        return table.indexes().stream().filter(what).anyMatch(index -> index.name()
                .equals(name));
    }

    /** Constraints that were made anew, or have gone. */
    private List<TableDefinition.Constraint> changed(char type) {
        return table.constraints().stream()
                .filter(constraint -> constraint.type() == type)
                .filter(constraint -> before.entrySet().stream()
                        .anyMatch(then -> is(then.getKey(), constraint)
                                && !then.getValue().equals(after.get(then.getKey()))))
                .toList();
    }

    private boolean isThere(TableDefinition.Constraint constraint) {
        return after.keySet().stream().anyMatch(key -> is(key, constraint));
    }

    private static boolean is(String key, TableDefinition.Constraint constraint) {
        return key.startsWith("c ") && key.endsWith(" " + constraint.name());
    }
}
