package io.ddlguard.pgparser.build;

import io.ddlguard.pgparser.build.TypeDeclarations.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Writes the package {@code io.ddlguard.pgparser.tree}, one record a node type and one enum an enum, and beside
 * {@code PgParser} the reader that builds them and the names of the tokens.
 *
 * <p>Types and constants keep PostgreSQL's names, so that they can be looked up in its sources; a type that would hide
 * one of {@code java.lang} or {@code java.util.List} has {@code Node} added to its name. Fields become camelCase.
 */
final class TreeGenerator {

    static final String PACKAGE = "io.ddlguard.pgparser";
    static final String TREE = PACKAGE + ".tree";

    /** Results of other calls than the parser's, and what {@code RawStatement} and {@code Token} stand for. */
    private static final Set<String> NOT_IN_THE_TREE = Set.of(
            "ParseResult",
            "ScanResult",
            "ScanToken",
            "RawStmt",
            "SummaryResult",
            "Table",
            "Function",
            "FilterColumn",
            // What analysis makes of a statement. The grammar only names its type.
            "Query");

    private static final Set<String> NOT_ENUMS_OF_THE_TREE = Set.of("Token", "Context");

    private static final Set<String> HIDING = Set.of("Integer", "Float", "Boolean", "String", "List");

    private final Map<String, List<Field>> nodes = new TreeMap<>();
    private final Map<String, List<String>> enums;
    private final List<String> tokens;
    private final Path sources;

    TreeGenerator(TypeDeclarations declarations, Path sources) {
        declarations.nodes().forEach((name, fields) -> {
            if (!NOT_IN_THE_TREE.contains(name)) {
                nodes.put(name, fields);
            }
        });
        this.enums = new TreeMap<>(declarations.enums());
        this.tokens = enums.get("Token");
        enums.keySet().removeAll(NOT_ENUMS_OF_THE_TREE);
        this.sources = sources;
    }

    void generate() throws IOException {
        write(TREE, "package-info", """
                /**
                 * PostgreSQL's raw parse tree, generated from the declarations of {@code @pgsql/types}.
                 *
                 * <p>Names of types and constants are those of PostgreSQL's {@code parsenodes.h} and {@code primnodes.h},
                 * which also say what they mean. What is absent is null, an empty list, 0 or false. A field of a position
                 * is an offset in characters into the text that was parsed, or -1 where PostgreSQL gives none.
                 */
                @org.jspecify.annotations.NullMarked
                package %s;
                """.formatted(TREE));
        write(TREE, "Node", nodeInterface());
        write(TREE, "NoNode", """
                package %s;

                import java.util.function.Consumer;

                /**
                 * A NULL in one of PostgreSQL's lists, where its place has a meaning: {@code DISTINCT} without {@code ON}, or
                 * {@code NONE} among the operands of {@code DROP OPERATOR}.
                 */
                public record NoNode() implements Node {
                    @Override
                    public void forEachChild(Consumer<? super Node> visitor) {}
                }
                """.formatted(TREE));
        for (Map.Entry<String, List<Field>> node : nodes.entrySet()) {
            write(TREE, javaName(node.getKey()), record(javaName(node.getKey()), node.getValue()));
        }
        for (Map.Entry<String, List<String>> constants : enums.entrySet()) {
            write(TREE, constants.getKey(), """
                    package %s;

                    public enum %s {
                    %s
                    }
                    """.formatted(
                            TREE, constants.getKey(), "    " + String.join(",\n    ", constants.getValue())));
        }
        write(PACKAGE, "NodeReader", new ReaderGenerator(this).source());
        write(PACKAGE, "TokenNames", tokenNames());
    }

    Map<String, List<Field>> nodes() {
        return nodes;
    }

    static String javaName(String type) {
        return HIDING.contains(type) ? type + "Node" : type;
    }

    static String component(Field field) {
        StringBuilder name = new StringBuilder();
        for (String word : field.name().split("_")) {
            name.append(name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }

    /** A position in the text. The location of a CreateTableSpaceStmt is a string, and is none. */
    static boolean isPosition(Field field) {
        return field.type().equals("number")
                && (field.name().endsWith("location")
                        || field.name().endsWith("list_start")
                        || field.name().endsWith("list_end"));
    }

    boolean isEnum(Field field) {
        return enums.containsKey(field.type());
    }

    /** What zero means in C. */
    String firstConstant(Field field) {
        return enums.get(field.type()).get(0);
    }

    boolean isConcreteNode(Field field) {
        return nodes.containsKey(field.type());
    }

    String javaType(Field field) {
        return switch (field.type()) {
            case "number" -> isCost(field) ? "double" : "int";
            case "bigint" -> "long";
            case "boolean" -> "boolean";
            case "string" -> "String";
            default -> isEnum(field) || isConcreteNode(field) ? javaName(field.type()) : "Node";
        };
    }

    private static boolean isCost(Field field) {
        return field.name().endsWith("_cost") || field.name().equals("enrtuples");
    }

    private String componentDeclaration(Field field) {
        String type = javaType(field);
        if (field.array()) {
            return "List<" + (type.equals("long") ? "Long" : type) + "> " + component(field);
        }
        boolean nullable = type.equals("String") || type.equals("Node") || isConcreteNode(field);
        return (nullable ? "@Nullable " : "") + type + " " + component(field);
    }

    private String nodeInterface() {
        String permitted =
                nodes.keySet().stream().map(TreeGenerator::javaName).collect(Collectors.joining(",\n                "));
        return """
                package %s;

                import java.util.function.Consumer;

                /**
                 * A node of the raw parse tree. All of them are records: immutable, and equal when their parts are.
                 *
                 * <p>A tree is as deep as its SQL is nested: {@code 1+1+…} with ten thousand terms is ten thousand deep. Who
                 * descends by recursion, {@code equals}, {@code hashCode} and {@code toString} included, needs a stack for it.
                 */
                public sealed interface Node
                        permits NoNode,
                                %s {

                    /** Hands the nodes right beneath this one to the visitor, in the order of their fields. */
                    void forEachChild(Consumer<? super Node> visitor);
                }
                """.formatted(TREE, permitted);
    }

    private String record(String name, List<Field> fields) {
        List<String> components = new ArrayList<>();
        StringBuilder children = new StringBuilder();
        for (Field field : fields) {
            components.add(componentDeclaration(field));
            boolean node = isConcreteNode(field) || javaType(field).equals("Node");
            if (node && field.array()) {
                children.append("        ").append(component(field)).append(".forEach(visitor);\n");
            } else if (node) {
                children.append("        if (%1$s != null) {\n            visitor.accept(%1$s);\n        }\n"
                        .formatted(component(field)));
            }
        }
        String declared = String.join(",\n        ", components);
        StringBuilder source = new StringBuilder("package " + TREE + ";\n\n");
        if (declared.contains("List<")) {
            source.append("import java.util.List;\n");
        }
        source.append("import java.util.function.Consumer;\n");
        if (declared.contains("@Nullable")) {
            source.append("import org.jspecify.annotations.Nullable;\n");
        }
        return source.append("""

                public record %s(
                        %s) implements Node {

                    @Override
                    public void forEachChild(Consumer<? super Node> visitor) {
                %s    }
                }
                """.formatted(name, declared, children)).toString();
    }

    /** Bison numbers a token of one character by that character and the named ones from 258, in order of declaration. */
    private String tokenNames() throws IOException {
        int first = tokens.indexOf("IDENT");
        if (tokens.indexOf("SQL_COMMENT") - first + 258 != 275) {
            throw new IOException("@pgsql/types declares the tokens in an order that is not PostgreSQL's");
        }
        String named = tokens.subList(first, tokens.size()).stream()
                .map(name -> "\"" + name + "\"")
                .collect(Collectors.joining(",\n        "));
        return """
                package %s;

                /** The names of PostgreSQL's tokens by their numbers. */
                final class TokenNames {

                    private static final int FIRST_NAMED = 258;

                    private static final String[] NAMED = {
                        %s
                    };

                    private TokenNames() {}

                    static String of(int number) {
                        return number < FIRST_NAMED ? "ASCII_" + number : NAMED[number - FIRST_NAMED];
                    }
                }
                """.formatted(PACKAGE, named);
    }

    private void write(String packageName, String type, String source) throws IOException {
        Path file = sources.resolve(packageName.replace('.', '/')).resolve(type + ".java");
        Files.createDirectories(file.getParent());
        Files.writeString(file, source);
    }
}
