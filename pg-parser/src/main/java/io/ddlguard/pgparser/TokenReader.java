package io.ddlguard.pgparser;

import com.fasterxml.jackson.core.JsonParser;
import io.ddlguard.pgparser.tree.KeywordKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Splits a text into tokens. */
final class TokenReader {

    private static final KeywordKind[] KEYWORD_KINDS = KeywordKind.values();

    private TokenReader() {}

    static List<Token> read(SourceText text, LibPgQuery grammar) throws PgSyntaxException {
        byte[] json;
        try {
            json = grammar.scan(padded(text.utf8()));
        } catch (PgSyntaxException e) {
            // Without the padding, which the message may quote. The buffer plays no part in an error.
            json = grammar.scan(text.utf8());
        }
        try (JsonParser parser = TreeInput.JSON.createParser(json)) {
            return tokens(new TreeInput(parser, text), text);
        } catch (IOException e) {
            throw new UncheckedIOException("libpg_query's JSON cannot be read", e);
        }
    }

    /**
     * The npm package's wrapper gives its JSON 1,024 bytes and 200 more for each token, writes at most 150 besides the
     * token's text and that text with up to twice its length, and checks only afterwards whether there was room. So that
     * there always is, semicolons follow, on a line of their own: one for 25 bytes of text.
     */
    private static byte[] padded(byte[] utf8) {
        byte[] padded = Arrays.copyOf(utf8, utf8.length + 2 + utf8.length / 25);
        padded[utf8.length] = '\n';
        Arrays.fill(padded, utf8.length + 1, padded.length, (byte) ';');
        return padded;
    }

    private static List<Token> tokens(TreeInput in, SourceText text) throws IOException, PgSyntaxException {
        List<Token> tokens = new ArrayList<>();
        in.object();
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            switch (field) {
                case "version" -> in.integer();
                case "tokens" -> in.forEachObject(() -> token(in, text, tokens));
                default -> throw in.unknownField("ScanResult", field);
            }
        }
        return List.copyOf(tokens);
    }

    private static void token(TreeInput in, SourceText text, List<Token> tokens) throws IOException {
        int start = 0;
        int end = 0;
        int type = 0;
        int keywordKind = 0;
        for (String field = in.nextField(); field != null; field = in.nextField()) {
            switch (field) {
                case "start" -> start = in.integer();
                case "end" -> end = in.integer();
                case "tokenType" -> type = in.integer();
                case "keywordKind" -> keywordKind = in.integer();
                case "text", "tokenName", "keywordName" -> in.string();
                default -> throw in.unknownField("ScanToken", field);
            }
        }
        if (start < text.utf8().length) {
            tokens.add(new Token(
                    TokenNames.of(type),
                    KEYWORD_KINDS[keywordKind],
                    text.characterAtByte(start),
                    text.characterAtByte(end)));
        }
    }
}
