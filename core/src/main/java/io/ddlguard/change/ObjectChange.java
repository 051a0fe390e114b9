package io.ddlguard.change;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A change of what is no relation: a schema, a type, a function, an extension, a database, a setting. It locks no relation by name. */
public sealed interface ObjectChange extends Change {

    @Override
    default List<RelationName> relations() {
        return List.of();
    }

    /** A schema, a type or a function made here, or replaced, or left as it is where it is there already. */
    record Create(ObjectName name) implements ObjectChange {}

    /** One that is about something which has a name. */
    sealed interface OfNamed extends ObjectChange {
        ObjectName name();
    }

    /** DROP SCHEMA of one; a statement that names several is several changes, each to be allowed by its name. */
    record DropSchema(@Override ObjectName name, boolean cascade) implements OfNamed {}

    /** DROP TYPE and DROP DOMAIN, as {@link DropSchema}. */
    record DropType(@Override ObjectName name, boolean cascade) implements OfNamed {}

    /**
     * DROP FUNCTION, PROCEDURE, AGGREGATE and ROUTINE, as {@link DropSchema}.
     *
     * @param arguments the types of those that go in, as {@code int4}, {@code text[]}; null where there is only one of
     *     the name
     */
    record DropFunction(
            @Override ObjectName name,
            Routine routine,
            @Nullable List<String> arguments,
            boolean cascade) implements OfNamed {

        public enum Routine {
            FUNCTION,
            PROCEDURE,
            AGGREGATE,
            /** Any of the others. */
            ROUTINE
        }
    }

    /** DROP EXTENSION, as {@link DropSchema}. */
    record DropExtension(@Override ObjectName name, boolean cascade) implements OfNamed {}

    record RenameSchema(@Override ObjectName name, String to) implements OfNamed {}

    /** @param attribute of a composite type, that gets the name; null for the type itself */
    record RenameType(@Override ObjectName name, @Nullable String attribute, String to) implements OfNamed {}

    record RenameEnumValue(@Override ObjectName name, String from, String to) implements OfNamed {}

    /** ALTER DOMAIN … ADD, VALIDATE CONSTRAINT or SET NOT NULL, where that looks at what is there. */
    record CheckDomain(@Override ObjectName name, What what) implements OfNamed {

        public enum What {
            ADD_CHECK,
            VALIDATE,
            SET_NOT_NULL
        }
    }

    /**
     * DROP OWNED of one role, as {@link DropSchema}.
     *
     * @param role null for the one that runs it
     * @param session whether that is the one that has logged in, SET ROLE or not
     */
    record DropOwned(@Nullable String role, boolean session) implements ObjectChange {}

    record DropDatabase(String database) implements ObjectChange {}

    /** @param setting null for all of them */
    record AlterSystem(@Nullable String setting) implements ObjectChange {}
}
