package io.ddlguard.change;

import io.ddlguard.pgparser.tree.AlterDomainStmt;
import io.ddlguard.pgparser.tree.AlterEnumStmt;
import io.ddlguard.pgparser.tree.AlterSystemStmt;
import io.ddlguard.pgparser.tree.CompositeTypeStmt;
import io.ddlguard.pgparser.tree.Constraint;
import io.ddlguard.pgparser.tree.CreateDomainStmt;
import io.ddlguard.pgparser.tree.CreateEnumStmt;
import io.ddlguard.pgparser.tree.CreateExtensionStmt;
import io.ddlguard.pgparser.tree.CreateFunctionStmt;
import io.ddlguard.pgparser.tree.CreateRangeStmt;
import io.ddlguard.pgparser.tree.CreateSchemaStmt;
import io.ddlguard.pgparser.tree.DefineStmt;
import io.ddlguard.pgparser.tree.DropBehavior;
import io.ddlguard.pgparser.tree.DropOwnedStmt;
import io.ddlguard.pgparser.tree.DropStmt;
import io.ddlguard.pgparser.tree.DropdbStmt;
import io.ddlguard.pgparser.tree.ListNode;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.ObjectType;
import io.ddlguard.pgparser.tree.ObjectWithArgs;
import io.ddlguard.pgparser.tree.RenameStmt;
import io.ddlguard.pgparser.tree.RoleSpec;
import io.ddlguard.pgparser.tree.RoleSpecType;
import io.ddlguard.pgparser.tree.TypeName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads what is done to schemas, types and functions, and to what holds them all. */
final class ObjectChangeReader {

    private ObjectChangeReader() {}

    /** What a statement does; empty where it is none of these. */
    static List<ObjectChange> of(Node node) {
        if (node instanceof DropStmt drop) {
            return dropped(drop);
        }
        if (node instanceof DropOwnedStmt owned) {
            return owned.roles().stream()
                    .map(role -> (RoleSpec) role)
                    .<ObjectChange>map(role -> new ObjectChange.DropOwned(
                            role.rolename(), role.roletype() == RoleSpecType.ROLESPEC_SESSION_USER))
                    .toList();
        }
        ObjectName made = made(node);
        ObjectChange change = made == null ? altered(node) : new ObjectChange.Create(made);
        return change == null ? List.of() : List.of(change);
    }

    private static List<ObjectChange> dropped(DropStmt drop) {
        boolean cascade = drop.behavior() == DropBehavior.DROP_CASCADE;
        return switch (drop.removeType()) {
            case OBJECT_SCHEMA ->
                drop.objects().stream()
                        .<ObjectChange>map(schema ->
                                new ObjectChange.DropSchema(ObjectName.schema(ChangeReader.string(schema)), cascade))
                        .toList();
            case OBJECT_EXTENSION ->
                drop.objects().stream()
                        .<ObjectChange>map(extension -> new ObjectChange.DropExtension(
                                ObjectName.extension(ChangeReader.string(extension)), cascade))
                        .toList();
            case OBJECT_TYPE, OBJECT_DOMAIN ->
                drop.objects().stream()
                        .<ObjectChange>map(type -> new ObjectChange.DropType(type(((TypeName) type).names()), cascade))
                        .toList();
            case OBJECT_FUNCTION, OBJECT_PROCEDURE, OBJECT_AGGREGATE, OBJECT_ROUTINE ->
                drop.objects().stream()
                        .<ObjectChange>map(
                                function -> droppedFunction((ObjectWithArgs) function, drop.removeType(), cascade))
                        .toList();
            default -> List.of();
        };
    }

    private static ObjectChange droppedFunction(ObjectWithArgs function, ObjectType kind, boolean cascade) {
        return new ObjectChange.DropFunction(
                named(ObjectName.Catalog.FUNCTION, function.objname()),
                ObjectChange.DropFunction.Routine.valueOf(kind.name().replaceFirst("^OBJECT_", "")),
                function.argsUnspecified()
                        ? null
                        : function.objargs().stream()
                                .map(ObjectChangeReader::argument)
                                .toList(),
                cascade);
    }

    /** The name of an argument's type, without its schema. */
    private static String argument(Node node) {
        List<Node> names = ((TypeName) node).names();
        String name = ChangeReader.string(names.get(names.size() - 1));
        return ((TypeName) node).arrayBounds().isEmpty() ? name : name + "[]";
    }

    private static @Nullable ObjectName made(Node node) {
        if (node instanceof CreateSchemaStmt create) {
            String role = create.authrole() == null ? null : create.authrole().rolename();
            String name = create.schemaname() == null ? role : create.schemaname();
            return name == null ? null : ObjectName.schema(name);
        }
        if (node instanceof CreateExtensionStmt create && create.extname() != null) {
            return ObjectName.extension(create.extname());
        }
        if (node instanceof CreateFunctionStmt create) {
            return named(ObjectName.Catalog.FUNCTION, create.funcname());
        }
        if (node instanceof CreateEnumStmt create) {
            return type(create.typeName());
        }
        if (node instanceof CreateDomainStmt create) {
            return type(create.domainname());
        }
        if (node instanceof CreateRangeStmt create) {
            return type(create.typeName());
        }
        if (node instanceof CompositeTypeStmt create && create.typevar() != null) {
            RelationName name = ChangeReader.name(create.typevar());
            return new ObjectName(ObjectName.Catalog.TYPE, name.schema(), name.name());
        }
        if (node instanceof DefineStmt create && create.kind() == ObjectType.OBJECT_TYPE) {
            return type(create.defnames());
        }
        return node instanceof DefineStmt create && create.kind() == ObjectType.OBJECT_AGGREGATE
                ? named(ObjectName.Catalog.FUNCTION, create.defnames())
                : null;
    }

    private static @Nullable ObjectChange altered(Node node) {
        if (node instanceof RenameStmt rename) {
            return renamed(rename);
        }
        if (node instanceof AlterEnumStmt alter && alter.oldVal() != null && alter.newVal() != null) {
            return new ObjectChange.RenameEnumValue(type(alter.typeName()), alter.oldVal(), alter.newVal());
        }
        if (node instanceof AlterDomainStmt alter) {
            ObjectChange.CheckDomain.What what = checked(alter);
            return what == null ? null : new ObjectChange.CheckDomain(type(alter.typeName()), what);
        }
        if (node instanceof DropdbStmt drop && drop.dbname() != null) {
            return new ObjectChange.DropDatabase(drop.dbname());
        }
        return node instanceof AlterSystemStmt alter && alter.setstmt() != null
                ? new ObjectChange.AlterSystem(alter.setstmt().name())
                : null;
    }

    private static @Nullable ObjectChange renamed(RenameStmt rename) {
        String to = Objects.requireNonNull(rename.newname());
        return switch (rename.renameType()) {
            case OBJECT_SCHEMA ->
                new ObjectChange.RenameSchema(ObjectName.schema(Objects.requireNonNull(rename.subname())), to);
            case OBJECT_TYPE, OBJECT_DOMAIN ->
                new ObjectChange.RenameType(
                        type(((ListNode) Objects.requireNonNull(rename.object())).items()), null, to);
            case OBJECT_ATTRIBUTE -> {
                RelationName type = ChangeReader.name(Objects.requireNonNull(rename.relation()));
                yield new ObjectChange.RenameType(
                        new ObjectName(ObjectName.Catalog.TYPE, type.schema(), type.name()),
                        Objects.requireNonNull(rename.subname()),
                        to);
            }
            default -> null;
        };
    }

    /** What looks at the values that are there; the letters are those of PostgreSQL's grammar. */
    private static ObjectChange.CheckDomain.@Nullable What checked(AlterDomainStmt alter) {
        return switch (String.valueOf(alter.subtype())) {
            case "C" ->
                alter.def() instanceof Constraint constraint && constraint.skipValidation()
                        ? null
                        : ObjectChange.CheckDomain.What.ADD_CHECK;
            case "V" -> ObjectChange.CheckDomain.What.VALIDATE;
            case "O" -> ObjectChange.CheckDomain.What.SET_NOT_NULL;
            default -> null;
        };
    }

    private static ObjectName type(List<Node> names) {
        return named(ObjectName.Catalog.TYPE, names);
    }

    private static ObjectName named(ObjectName.Catalog catalog, List<Node> names) {
        String schema = names.size() > 1 ? ChangeReader.string(names.get(names.size() - 2)) : null;
        return new ObjectName(catalog, schema, ChangeReader.string(names.get(names.size() - 1)));
    }
}
