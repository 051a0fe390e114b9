package io.ddlguard.change;

import io.ddlguard.pgparser.tree.A_ArrayExpr;
import io.ddlguard.pgparser.tree.A_Const;
import io.ddlguard.pgparser.tree.A_Expr;
import io.ddlguard.pgparser.tree.A_Expr_Kind;
import io.ddlguard.pgparser.tree.A_Indirection;
import io.ddlguard.pgparser.tree.CaseExpr;
import io.ddlguard.pgparser.tree.CoalesceExpr;
import io.ddlguard.pgparser.tree.CoercionForm;
import io.ddlguard.pgparser.tree.CollateClause;
import io.ddlguard.pgparser.tree.ColumnRef;
import io.ddlguard.pgparser.tree.FuncCall;
import io.ddlguard.pgparser.tree.IndexElem;
import io.ddlguard.pgparser.tree.IndexStmt;
import io.ddlguard.pgparser.tree.MinMaxExpr;
import io.ddlguard.pgparser.tree.MinMaxOp;
import io.ddlguard.pgparser.tree.Node;
import io.ddlguard.pgparser.tree.RowExpr;
import io.ddlguard.pgparser.tree.SQLValueFunction;
import io.ddlguard.pgparser.tree.StringNode;
import io.ddlguard.pgparser.tree.TypeCast;
import io.ddlguard.pgparser.tree.XmlExpr;
import io.ddlguard.pgparser.tree.XmlSerialize;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The names that PostgreSQL gives an index's columns, from which it makes the index's own where the statement gives
 * none: a column's name, or for an expression what {@code FigureIndexColname} (parse_target.c) finds in it.
 */
final class IndexColumnNames {

    /** A name, and whether a cast or a CASE around it leaves it alone. */
    private record Figured(@Nullable String name, boolean strong) {}

    private static final Figured NOTHING = new Figured(null, false);

    // NAMEDATALEN less the final zero.
    private static final int MAX_BYTES = 63;

    private final int version;

    private IndexColumnNames(int version) {
        this.version = version;
    }

    static List<String> of(IndexStmt index, int version) {
        IndexColumnNames figured = new IndexColumnNames(version);
        List<String> names = new ArrayList<>();
        Stream.concat(index.indexParams().stream(), index.indexIncludingParams().stream())
                .map(IndexElem.class::cast)
                .forEach(column -> names.add(distinct(figured.name(column), names)));
        return names;
    }

    /** Of columns that are named as they are. */
    static List<String> of(List<String> key, List<String> including) {
        List<String> names = new ArrayList<>();
        Stream.concat(key.stream(), including.stream()).forEach(column -> names.add(distinct(column, names)));
        return names;
    }

    /** The key, where it is columns as they are, over all rows; else empty. */
    static List<String> plain(IndexStmt index) {
        List<String> names = new ArrayList<>();
        for (Node param : index.indexParams()) {
            IndexElem column = (IndexElem) param;
            if (column.name() == null
                    || !column.collation().isEmpty()
                    || !column.opclass().isEmpty()) {
                return List.of();
            }
            names.add(column.name());
        }
        return index.whereClause() == null ? names : List.of();
    }

    private String name(IndexElem column) {
        if (column.name() != null) {
            return column.name();
        }
        String figured = column.expr() == null ? null : figure(column.expr()).name();
        return figured == null ? "expr" : figured;
    }

    /** A second column of the same name gets a number behind it. */
    private static String distinct(String name, List<String> others) {
        String candidate = name;
        for (int i = 1; others.contains(candidate); i++) {
            String number = String.valueOf(i);
            int end = name.length();
            while (name.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_BYTES - number.length()) {
                end = name.offsetByCodePoints(end, -1);
            }
            candidate = name.substring(0, end) + number;
        }
        return candidate;
    }

    private Figured figure(Node node) {
        if (node instanceof ColumnRef column) {
            return strong(lastString(column.fields()));
        }
        if (node instanceof A_Indirection indirection) {
            String field = lastString(indirection.indirection());
            return field != null || indirection.arg() == null ? strong(field) : figure(indirection.arg());
        }
        if (node instanceof FuncCall call) {
            String name = lastString(call.funcname());
            // Up to 13, EXTRACT is another word for date_part.
            return strong(version < 140000 && isExtract(call) ? "date_part" : name);
        }
        if (node instanceof A_Const constant && constant.boolval() != null && version < 150000) {
            // Up to 14, TRUE is 't'::bool.
            return new Figured("bool", false);
        }
        if (node instanceof A_Expr expression) {
            return expression.kind() == A_Expr_Kind.AEXPR_NULLIF ? strong("nullif") : NOTHING;
        }
        if (node instanceof TypeCast cast) {
            Figured inner = cast.arg() == null ? NOTHING : figure(cast.arg());
            return inner.strong() || cast.typeName() == null
                    ? inner
                    : new Figured(lastString(cast.typeName().names()), false);
        }
        if (node instanceof CollateClause collate) {
            return collate.arg() == null ? NOTHING : figure(collate.arg());
        }
        if (node instanceof CaseExpr choice) {
            Figured otherwise = choice.defresult() == null ? NOTHING : figure(choice.defresult());
            return otherwise.strong() ? otherwise : new Figured("case", false);
        }
        return constantName(node);
    }

    private static boolean isExtract(FuncCall call) {
        return call.funcformat() == CoercionForm.COERCE_SQL_SYNTAX && "extract".equals(lastString(call.funcname()));
    }

    private static Figured constantName(Node node) {
        if (node instanceof A_ArrayExpr) {
            return strong("array");
        }
        if (node instanceof RowExpr) {
            return strong("row");
        }
        if (node instanceof CoalesceExpr) {
            return strong("coalesce");
        }
        if (node instanceof MinMaxExpr minMax) {
            return strong(minMax.op() == MinMaxOp.IS_LEAST ? "least" : "greatest");
        }
        if (node instanceof SQLValueFunction function) {
            String name = function.op().name().replaceFirst("^SVFOP_", "").replaceFirst("_N$", "");
            return strong(name.toLowerCase(Locale.ROOT));
        }
        if (node instanceof XmlExpr xml) {
            String name = xml.op().name().replaceFirst("^IS_", "");
            return name.equals("DOCUMENT") ? NOTHING : strong(name.toLowerCase(Locale.ROOT));
        }
        return node instanceof XmlSerialize ? strong("xmlserialize") : NOTHING;
    }

    private static Figured strong(@Nullable String name) {
        return name == null ? NOTHING : new Figured(name, true);
    }

    private static @Nullable String lastString(List<Node> nodes) {
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (nodes.get(i) instanceof StringNode string) {
                return string.sval();
            }
        }
        return null;
    }
}
