package io.ddlguard.pgparser.build;

import io.ddlguard.pgparser.build.TypeDeclarations.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes {@code NodeReader}: for each node type a method that reads libpg_query's JSON of it straight into the record.
 *
 * <p>Node types are told apart by their first letter and then by name, because one switch over all of them would be
 * larger than a method that HotSpot compiles.
 */
final class ReaderGenerator {

    private final TreeGenerator tree;

    ReaderGenerator(TreeGenerator tree) {
        this.tree = tree;
    }

    String source() {
        StringBuilder source = new StringBuilder("""
                package %s;

                import %s.*;
                import java.io.IOException;
                import java.util.List;
                import org.jspecify.annotations.Nullable;

                /** Reads libpg_query's JSON into records. Every method begins inside the object that it reads, and ends behind it. */
                final class NodeReader {

                    private NodeReader() {}

                """.formatted(TreeGenerator.PACKAGE, TreeGenerator.TREE));
        Map<Character, List<String>> byLetter = new TreeMap<>();
        tree.nodes().keySet().forEach(name -> byLetter.computeIfAbsent(name.charAt(0), letter -> new ArrayList<>())
                .add(name));
        source.append("    static Node read(String type, TreeInput in) throws IOException {\n");
        source.append("        return switch (type.charAt(0)) {\n");
        byLetter.keySet()
                .forEach(letter -> source.append("            case '%1$c' -> read%1$c(type, in);\n".formatted(letter)));
        source.append("            default -> throw in.unknownType(type);\n        };\n    }\n");
        byLetter.forEach((letter, names) -> {
            source.append("\n    private static Node read%c(String type, TreeInput in) throws IOException {\n"
                    .formatted(letter));
            source.append("        return switch (type) {\n");
            names.forEach(
                    name -> source.append("            case \"%s\" -> %s(in);\n".formatted(name, methodName(name))));
            source.append("            default -> throw in.unknownType(type);\n        };\n    }\n");
        });
        tree.nodes().forEach((name, fields) -> source.append(method(name, fields)));
        return source.append("}\n").toString();
    }

    private String method(String name, List<Field> fields) {
        String type = TreeGenerator.javaName(name);
        StringBuilder locals = new StringBuilder();
        StringBuilder cases = new StringBuilder();
        List<String> arguments = new ArrayList<>();
        for (Field field : fields) {
            String local = TreeGenerator.component(field) + "_";
            arguments.add(local);
            locals.append("        %s %s = %s;\n".formatted(localType(field), local, absent(name, field)));
            cases.append("                case \"%s\" -> %s = %s;\n".formatted(field.name(), local, value(field)));
        }
        return """

                    private static %1$s %2$s(TreeInput in) throws IOException {
                %3$s        for (String field = in.nextField(); field != null; field = in.nextField()) {
                            switch (field) {
                %4$s                default -> throw in.unknownField("%5$s", field);
                            }
                        }
                        return new %1$s(%6$s);
                    }
                """.formatted(type, methodName(name), locals, cases, name, String.join(", ", arguments));
    }

    private String localType(Field field) {
        String type = tree.javaType(field);
        if (field.array()) {
            return "List<" + (type.equals("long") ? "Long" : type) + ">";
        }
        return absent("", field).equals("null") ? "@Nullable " + type : type;
    }

    /**
     * The value of a field that is not in the JSON: libpg_query leaves out what is zero in C. Zero as a position means
     * that PostgreSQL has not set it, for nothing with a position stands at the very beginning of a statement, except
     * WITH.
     */
    private String absent(String node, Field field) {
        if (field.array()) {
            return "List.of()";
        }
        if (TreeGenerator.isPosition(field)) {
            return node.equals("WithClause") ? "0" : "-1";
        }
        if (tree.isEnum(field)) {
            return tree.javaType(field) + "." + tree.firstConstant(field);
        }
        return switch (field.type()) {
            case "number", "bigint" -> "0";
            case "boolean" -> "false";
            default -> "null";
        };
    }

    private String value(Field field) {
        String type = tree.javaType(field);
        if (field.array()) {
            return switch (type) {
                case "long" -> "in.longs()";
                case "String" -> "in.strings()";
                case "Node" -> "in.nodes()";
                default -> throw new IllegalArgumentException("no reader for a list of " + type);
            };
        }
        if (TreeGenerator.isPosition(field)) {
            return "in.position()";
        }
        if (tree.isEnum(field)) {
            return "in.constant(" + type + ".class)";
        }
        if (tree.isConcreteNode(field)) {
            return methodName(field.type()) + "(in.object())";
        }
        return switch (type) {
            case "int" -> "in.integer()";
            case "long" -> "in.longInteger()";
            case "double" -> "in.decimal()";
            case "boolean" -> "in.bool()";
            case "String" -> "in.string()";
            default -> "in.node()";
        };
    }

    private static String methodName(String name) {
        return "read" + name + "Fields";
    }
}
