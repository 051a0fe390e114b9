package io.ddlguard.pgparser.build;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code @pgsql/types} declares: the node types with their fields, and the enums with their constants, in the order
 * of declaration.
 *
 * @param nodes every interface, by name
 * @param union the names that the type {@code Node} may be
 * @param enums every enum, by name
 */
record TypeDeclarations(Map<String, List<Field>> nodes, Set<String> union, Map<String, List<String>> enums) {

    private static final Pattern INTERFACE =
            Pattern.compile("export interface (\\w+) \\{\\n(.*?)^\\}", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("^ {4}(\\w+)\\?: (\\w+)(\\[\\])?;$", Pattern.MULTILINE);
    private static final Pattern MEMBER = Pattern.compile("^ {4}(\\w+): \\1;$", Pattern.MULTILINE);
    private static final Pattern ENUM = Pattern.compile("^export type (\\w+) = (.*);$", Pattern.MULTILINE);
    private static final Pattern CONSTANT = Pattern.compile("\"(\\w+)\"");

    /** A field of a node: its name and type as declared, and whether it is an array. */
    record Field(String name, String type, boolean array) {}

    static TypeDeclarations read(Path types, Path enums) throws IOException {
        String typeText = Files.readString(types);
        Map<String, List<Field>> nodes = new LinkedHashMap<>();
        for (Matcher node = INTERFACE.matcher(typeText); node.find(); ) {
            nodes.put(node.group(1), fields(node.group(2)));
        }
        Set<String> union = new TreeSet<>();
        int unionStart = typeText.indexOf("export type Node =");
        String unionText = typeText.substring(unionStart, typeText.indexOf("};", unionStart));
        for (Matcher member = MEMBER.matcher(unionText); member.find(); ) {
            union.add(member.group(1));
        }
        Map<String, List<String>> constants = new LinkedHashMap<>();
        for (Matcher type = ENUM.matcher(Files.readString(enums)); type.find(); ) {
            constants.put(type.group(1), constants(type.group(2)));
        }
        if (nodes.isEmpty() || union.isEmpty() || constants.isEmpty()) {
            throw new IOException("@pgsql/types is not written as this build expects it: " + types);
        }
        return new TypeDeclarations(nodes, union, constants);
    }

    private static List<Field> fields(String body) throws IOException {
        List<Field> fields = new ArrayList<>();
        for (Matcher field = FIELD.matcher(body); field.find(); ) {
            fields.add(new Field(field.group(1), field.group(2), field.group(3) != null));
        }
        // A declaration that the pattern does not know must not vanish from the tree.
        if (fields.size() != body.lines().count()) {
            throw new IOException("@pgsql/types has a field that this build cannot read, in:\n" + body);
        }
        return fields;
    }

    private static List<String> constants(String alternatives) {
        return CONSTANT.matcher(alternatives)
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}
