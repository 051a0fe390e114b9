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
                "run a block that puts SQL together at run time",
                "What the EXECUTE in line " + dynamic.line() + " of the block sends is known only when it has been"
                        + " sent. It may take any lock and drop anything; ddlguard could neither rewrite nor stop it.",
                """
                Write the statements out, one by one, so that they can be read. If the block has to stay, read it
                yourself and allow it."""));
    }
}
