package io.ddlguard.pgparser;

/**
 * Something in a PL/pgSQL body that reaches the SQL engine.
 *
 * @param text for {@code SQL} a statement that {@link PgParser#parse} takes; for {@code EXPRESSION} and {@code DYNAMIC}
 *     what it takes behind {@code SELECT}; for {@code TRANSACTION} the command
 * @param line the line of the statement that holds it, as PostgreSQL counts in its error contexts: the line on which the
 *     body's text begins is 1
 */
public record PlpgsqlStatement(Kind kind, String text, int line) {

    public enum Kind {
        /** A static statement, PERFORM (as the SELECT that it stands for), CALL, or the query of a loop or cursor. */
        SQL,
        /** A condition, an assigned value, an array element assigned to, a default, an argument. */
        EXPRESSION,
        /** EXECUTE: the text is the expression whose value will be the statement. */
        DYNAMIC,
        /** COMMIT or ROLLBACK. */
        TRANSACTION
    }
}
