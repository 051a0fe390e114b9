package io.ddlguard.pgparser;

import io.ddlguard.pgparser.tree.KeywordKind;

/**
 * One token as PostgreSQL's lexer sees it. Comments are tokens, blanks are not.
 *
 * @param name as in libpg_query: {@code IDENT}, {@code SCONST}, {@code ASCII_59} for a semicolon, {@code SQL_COMMENT},
 *     {@code C_COMMENT}, and keywords by PostgreSQL's names for them: {@code SELECT}, {@code DELETE_P}
 * @param start the offset of its first character
 * @param end the offset behind its last character
 */
public record Token(String name, KeywordKind keyword, int start, int end) {

    public boolean isComment() {
        return name.equals("SQL_COMMENT") || name.equals("C_COMMENT");
    }
}
