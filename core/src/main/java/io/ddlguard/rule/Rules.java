package io.ddlguard.rule;

import io.ddlguard.policy.Action;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The rule book. */
public final class Rules {

    /** Every rule, in the order in which they look. */
    public static final List<Rule> ALL = List.of(
            new CreateIndexRule(),
            new DropIndexRule(),
            new ReindexRule(),
            new AddForeignKeyRule(),
            new AddCheckRule(),
            new SetNotNullRule(),
            new AddUniqueRule(),
            new AddPrimaryKeyRule(),
            new AddExclusionRule(),
            new ChangeColumnTypeRule(),
            new DropColumnRule(),
            new DropTableRule(),
            new RenameColumnRule(),
            new RenameTableRule(),
            new AddColumnNotNullRule(),
            new AddColumnDefaultRule(),
            new AddSerialRule(),
            new AddIdentityRule(),
            new AddGeneratedStoredRule(),
            new SetLoggedRule(),
            new SetTablespaceRule(),
            new SetAccessMethodRule(),
            new ClusterRule(),
            new VacuumFullRule(),
            new RefreshMatviewRule(),
            new SetSchemaRule(),
            new TruncateRule(),
            new DeleteAllRule(),
            new BatchDmlRule(),
            new DropPrimaryKeyRule(),
            new DropConstraintUniqueRule(),
            new DropNotNullRule(),
            new DropViewRule(),
            new DropSequenceRule(),
            new DropSchemaRule(),
            new DropTypeRule(),
            new DropFunctionRule(),
            new DropCascadeRule(),
            new DropOwnedRule(),
            new DropDatabaseRule(),
            new RenameSchemaRule(),
            new RenameTypeRule(),
            new RenameEnumValueRule(),
            new AddDomainConstraintRule(),
            new AlterSystemRule(),
            new DetachPartitionRule(),
            new DisableTriggerRule(),
            new LockTableRule(),
            new DynamicDdlRule());

    private Rules() {}

    /** The ids with what a policy may say of each. */
    public static Map<String, Set<Action>> actions() {
        Map<String, Set<Action>> actions = new TreeMap<>();
        for (Rule rule : ALL) {
            actions.put(rule.id(), rule.actions());
        }
        return actions;
    }
}
