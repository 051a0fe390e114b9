package io.ddlguard.pgparser;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.pgparser.tree.A_Const;
import io.ddlguard.pgparser.tree.A_Expr;
import io.ddlguard.pgparser.tree.A_Expr_Kind;
import io.ddlguard.pgparser.tree.AlterTableCmd;
import io.ddlguard.pgparser.tree.AlterTableStmt;
import io.ddlguard.pgparser.tree.AlterTableType;
import io.ddlguard.pgparser.tree.ColumnDef;
import io.ddlguard.pgparser.tree.ConstrType;
import io.ddlguard.pgparser.tree.Constraint;
import io.ddlguard.pgparser.tree.DropBehavior;
import io.ddlguard.pgparser.tree.DropStmt;
import io.ddlguard.pgparser.tree.FuncCall;
import io.ddlguard.pgparser.tree.IndexElem;
import io.ddlguard.pgparser.tree.IndexStmt;
import io.ddlguard.pgparser.tree.IntegerNode;
import io.ddlguard.pgparser.tree.ListNode;
import io.ddlguard.pgparser.tree.NoNode;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.ObjectType;
import io.ddlguard.pgparser.tree.RangeVar;
import io.ddlguard.pgparser.tree.RenameStmt;
import io.ddlguard.pgparser.tree.ResTarget;
import io.ddlguard.pgparser.tree.SelectStmt;
import io.ddlguard.pgparser.tree.SortByDir;
import io.ddlguard.pgparser.tree.SortByNulls;
import io.ddlguard.pgparser.tree.StringNode;
import io.ddlguard.pgparser.tree.TruncateStmt;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TypedTreeTest {

    @Test
    void reads_create_index() throws PgSyntaxException {
        IndexStmt index = parse(
                IndexStmt.class,
                "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON s.t USING gin"
                        + " (lower(a) DESC NULLS LAST, b) INCLUDE (c) WHERE a > 0");
        assertThat(index.idxname()).isEqualTo("i");
        assertThat(index.unique()).isTrue();
        assertThat(index.concurrent()).isTrue();
        assertThat(index.ifNotExists()).isTrue();
        assertThat(index.primary()).isFalse();
        assertThat(index.accessMethod()).isEqualTo("gin");
        assertThat(index.relation()).isEqualTo(new RangeVar(null, "s", "t", true, "p", null, 52));
        assertThat(index.indexParams()).hasSize(2);
        IndexElem first = (IndexElem) index.indexParams().get(0);
        assertThat(first.name()).isNull();
        assertThat(first.expr()).isInstanceOf(FuncCall.class);
        assertThat(first.ordering()).isEqualTo(SortByDir.SORTBY_DESC);
        assertThat(first.nullsOrdering()).isEqualTo(SortByNulls.SORTBY_NULLS_LAST);
        assertThat(((IndexElem) index.indexParams().get(1)).ordering()).isEqualTo(SortByDir.SORTBY_DEFAULT);
        assertThat(index.indexIncludingParams()).hasSize(1);
        assertThat(index.excludeOpNames()).isEmpty();
        A_Expr where = (A_Expr) index.whereClause();
        assertThat(where.kind()).isEqualTo(A_Expr_Kind.AEXPR_OP);
        // Zero, whose field libpg_query leaves out.
        assertThat(((A_Const) where.rexpr()).ival()).isEqualTo(new IntegerNode(0));
        assertThat(where.rexprListStart()).isEqualTo(-1);
    }

    @Test
    void reads_alter_table() throws PgSyntaxException {
        AlterTableStmt alter = parse(
                AlterTableStmt.class,
                "ALTER TABLE IF EXISTS ONLY t ADD COLUMN a int NOT NULL DEFAULT 0,"
                        + " ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id) ON DELETE CASCADE NOT VALID,"
                        + " DROP COLUMN b CASCADE, VALIDATE CONSTRAINT c");
        assertThat(alter.objtype()).isEqualTo(ObjectType.OBJECT_TABLE);
        assertThat(alter.missingOk()).isTrue();
        assertThat(alter.relation().inh()).isFalse();
        List<AlterTableCmd> commands =
                alter.cmds().stream().map(AlterTableCmd.class::cast).toList();
        assertThat(commands)
                .extracting(AlterTableCmd::subtype)
                .containsExactly(
                        AlterTableType.AT_AddColumn,
                        AlterTableType.AT_AddConstraint,
                        AlterTableType.AT_DropColumn,
                        AlterTableType.AT_ValidateConstraint);
        ColumnDef column = (ColumnDef) commands.get(0).def();
        assertThat(column.colname()).isEqualTo("a");
        assertThat(column.typeName().typemod()).isEqualTo(-1);
        assertThat(column.typeName().names()).containsExactly(new StringNode("pg_catalog"), new StringNode("int4"));
        assertThat(column.constraints())
                .extracting(constraint -> ((Constraint) constraint).contype())
                .containsExactly(ConstrType.CONSTR_NOTNULL, ConstrType.CONSTR_DEFAULT);
        Constraint foreignKey = (Constraint) commands.get(1).def();
        assertThat(foreignKey.contype()).isEqualTo(ConstrType.CONSTR_FOREIGN);
        assertThat(foreignKey.skipValidation()).isTrue();
        assertThat(foreignKey.initiallyValid()).isFalse();
        assertThat(foreignKey.fkDelAction()).isEqualTo("c");
        assertThat(foreignKey.pktable().relname()).isEqualTo("u");
        assertThat(commands.get(2).behavior()).isEqualTo(DropBehavior.DROP_CASCADE);
        assertThat(commands.get(3).name()).isEqualTo("c");
    }

    @Test
    void reads_drop_truncate_and_rename() throws PgSyntaxException {
        DropStmt drop = parse(DropStmt.class, "DROP INDEX CONCURRENTLY IF EXISTS a.b, c");
        assertThat(drop.removeType()).isEqualTo(ObjectType.OBJECT_INDEX);
        assertThat(drop.concurrent()).isTrue();
        assertThat(drop.missingOk()).isTrue();
        assertThat(drop.behavior()).isEqualTo(DropBehavior.DROP_RESTRICT);
        assertThat(drop.objects())
                .containsExactly(
                        new ListNode(List.of(new StringNode("a"), new StringNode("b"))),
                        new ListNode(List.of(new StringNode("c"))));

        TruncateStmt truncate = parse(TruncateStmt.class, "TRUNCATE a, b RESTART IDENTITY CASCADE");
        assertThat(truncate.relations())
                .extracting(relation -> ((RangeVar) relation).relname())
                .containsExactly("a", "b");
        assertThat(truncate.restartSeqs()).isTrue();

        RenameStmt rename = parse(RenameStmt.class, "ALTER TABLE a RENAME COLUMN b TO c");
        assertThat(rename.renameType()).isEqualTo(ObjectType.OBJECT_COLUMN);
        assertThat(rename.relationType()).isEqualTo(ObjectType.OBJECT_TABLE);
        assertThat(rename.subname()).isEqualTo("b");
        assertThat(rename.newname()).isEqualTo("c");
    }

    @Test
    void keeps_the_place_of_a_null_in_a_list() throws PgSyntaxException {
        assertThat(parse(SelectStmt.class, "SELECT DISTINCT a FROM t").distinctClause())
                .containsExactly(new NoNode());
    }

    @Test
    void reads_constants_of_every_kind() throws PgSyntaxException {
        SelectStmt select =
                parse(SelectStmt.class, "SELECT 0, -7, 99999999999, 1.50, '', 'ä', b'01', true, false, null");
        List<A_Const> constants = select.targetList().stream()
                .map(target -> (A_Const) ((ResTarget) target).val())
                .toList();
        assertThat(constants.get(0).ival().ival()).isZero();
        assertThat(constants.get(1).ival().ival()).isEqualTo(-7);
        assertThat(constants.get(2).fval().fval()).isEqualTo("99999999999");
        assertThat(constants.get(3).fval().fval()).isEqualTo("1.50");
        assertThat(constants.get(4).sval().sval()).isEmpty();
        assertThat(constants.get(5).sval().sval()).isEqualTo("ä");
        assertThat(constants.get(6).bsval().bsval()).isEqualTo("b01");
        assertThat(constants.get(7).boolval().boolval()).isTrue();
        assertThat(constants.get(8).boolval().boolval()).isFalse();
        assertThat(constants.get(9).isnull()).isTrue();
        assertThat(constants.get(9).sval()).isNull();
    }

    @Test
    void hands_out_the_children_of_a_node() throws PgSyntaxException {
        List<String> tables = new ArrayList<>();
        collectTables(
                parse(SelectStmt.class, "WITH x AS (SELECT * FROM a) SELECT (SELECT 1 FROM b) FROM c JOIN d ON true"),
                tables);
        assertThat(tables).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    private static void collectTables(Node node, List<String> tables) {
        if (node instanceof RangeVar table) {
            tables.add(table.relname());
        }
        node.forEachChild(child -> collectTables(child, tables));
    }

    private static <N extends Node> N parse(Class<N> type, String sql) throws PgSyntaxException {
        return type.cast(PgParser.parse(sql).get(0).node());
    }
}
