package io.ddlguard.pgparser;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.ddlguard.pgparser.tree.NoNode;
import io.ddlguard.pgparser.tree.Node;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * libpg_query's JSON, value by value, for the generated {@link NodeReader}. What the generated types do not know is an
 * error: a field that is skipped might be the one that makes a statement dangerous.
 */
final class TreeInput {

    static final JsonFactory JSON = JsonFactory.builder()
            // The lexer's JSON holds the text of a token as it is.
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            // The JSON is our own; how large and how deep it is, the SQL decides.
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final JsonParser json;
    private final SourceText text;

    TreeInput(JsonParser json, SourceText text) {
        this.json = json;
        this.text = text;
    }

    /** The name of the object's next field, or null behind its last. */
    @Nullable
    String nextField() throws IOException {
        return json.nextFieldName();
    }

    String string() throws IOException {
        expect(JsonToken.VALUE_STRING);
        return json.getText();
    }

    int integer() throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT);
        return json.getIntValue();
    }

    long longInteger() throws IOException {
        expect(JsonToken.VALUE_NUMBER_INT);
        return json.getLongValue();
    }

    double decimal() throws IOException {
        json.nextToken();
        return json.getDoubleValue();
    }

    boolean bool() throws IOException {
        json.nextToken();
        return json.getBooleanValue();
    }

    /** A position as a character, from one in bytes. */
    int position() throws IOException {
        int bytes = integer();
        return bytes < 0 ? -1 : text.characterAtByte(bytes);
    }

    <E extends Enum<E>> E constant(Class<E> type) throws IOException {
        String name = string();
        try {
            return Enum.valueOf(type, name);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("libpg_query gave the " + type.getSimpleName() + " " + name, e);
        }
    }

    /** Enters the object that the field's value is. */
    TreeInput object() throws IOException {
        expect(JsonToken.START_OBJECT);
        return this;
    }

    /** A node, wrapped in an object with its type as the only field; without that field it is a NULL. */
    @Nullable
    Node node() throws IOException {
        expect(JsonToken.START_OBJECT);
        return wrapped();
    }

    List<Node> nodes() throws IOException {
        expect(JsonToken.START_ARRAY);
        List<Node> nodes = new ArrayList<>();
        while (json.nextToken() == JsonToken.START_OBJECT) {
            Node node = wrapped();
            nodes.add(node == null ? new NoNode() : node);
        }
        expectCurrent(JsonToken.END_ARRAY);
        return List.copyOf(nodes);
    }

    /** Runs the step inside each object of an array. */
    void forEachObject(Step step) throws IOException, PgSyntaxException {
        expect(JsonToken.START_ARRAY);
        while (json.nextToken() == JsonToken.START_OBJECT) {
            step.run();
        }
        expectCurrent(JsonToken.END_ARRAY);
    }

    interface Step {
        void run() throws IOException, PgSyntaxException;
    }

    private @Nullable Node wrapped() throws IOException {
        String type = json.nextFieldName();
        if (type == null) {
            expectCurrent(JsonToken.END_OBJECT);
            return null;
        }
        expect(JsonToken.START_OBJECT);
        Node node = NodeReader.read(type, this);
        expect(JsonToken.END_OBJECT);
        return node;
    }

    List<String> strings() throws IOException {
        expect(JsonToken.START_ARRAY);
        List<String> strings = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_STRING) {
            strings.add(json.getText());
        }
        return List.copyOf(strings);
    }

    List<Long> longs() throws IOException {
        expect(JsonToken.START_ARRAY);
        List<Long> longs = new ArrayList<>();
        while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            longs.add(json.getLongValue());
        }
        return List.copyOf(longs);
    }

    void expect(JsonToken token) throws IOException {
        json.nextToken();
        expectCurrent(token);
    }

    private void expectCurrent(JsonToken token) throws IOException {
        if (json.currentToken() != token) {
            throw new IllegalStateException("libpg_query's JSON has " + json.currentToken() + " where " + token
                    + " should be, at " + json.currentLocation());
        }
    }

    IllegalStateException unknownType(String type) {
        return new IllegalStateException("libpg_query gave a node of the type " + type);
    }

    IllegalStateException unknownField(String type, String field) {
        return new IllegalStateException("libpg_query gave a field " + field + " in a " + type);
    }
}
