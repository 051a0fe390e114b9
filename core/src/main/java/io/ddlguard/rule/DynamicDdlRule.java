package io.ddlguard.rule;

import io.ddlguard.catalog.Facts;
import io.ddlguard.change.Change;
import java.util.List;
import java.util.Optional;

/** SQL that a DO block puts together when it runs cannot be read before it has run. */
final class DynamicDdlRule implements Rule {

    @Override
    public String id() {
        return "dynamic-ddl";
    }

    @Override
    public boolean rewrites() {
        return false;
    }

    @Override
    public Optional<Finding> look(Change change, Facts facts) {
        if (!(change instanceof Change.DynamicSql dynamic)) {
            return Optional.empty();
        }
        return Optional.of(Finding.harmful(
                this,
                List.of("*"),
                "run a block whose SQL cannot be read before it runs",
                what(dynamic) + " It may take any lock and drop anything; ddlguard could neither rewrite nor stop it.",
                """
                Write the statements out, one by one, so that they can be read. If the block has to stay, read it
                yourself and allow it."""));
    }

    private static String what(Change.DynamicSql dynamic) {
        String line = "line " + dynamic.line() + " of the block";
        return switch (dynamic.kind()) {
            case EXECUTE -> "What the EXECUTE in " + line + " sends is put together when it runs.";
            case CALL -> "What the procedure that " + line + " calls will do does not stand in the block.";
            case OTHER_LANGUAGE -> "The block is in another language than PL/pgSQL.";
            case UNREADABLE ->
                "PostgreSQL's grammar of version 18, which ddlguard reads with, does not know " + line + ".";
        };
    }
}
