package io.ddlguard.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FrontendMessagesTest {

    private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
    private final DataOutputStream client = new DataOutputStream(sent);

    @Test
    void a_connection_begins_with_packets_that_bear_no_type() throws IOException {
        untyped(80877103);
        untyped(196608);
        typed('Q', "SELECT 1\0");

        assertThat(types()).containsExactly('?', '^', 'Q');
    }

    @Test
    void a_request_to_cancel_is_a_connection_of_its_own() throws IOException {
        untyped(80877102);

        assertThat(types()).containsExactly('!');
    }

    @Test
    void the_bytes_are_those_that_were_sent() throws IOException {
        untyped(196608);
        typed('P', "s\0SELECT 'ä'\0\0\0");
        ByteArrayOutputStream passed = new ByteArrayOutputStream();

        for (FrontendMessage message : messages()) {
            passed.writeBytes(message.bytes());
        }

        assertThat(passed.toByteArray()).isEqualTo(sent.toByteArray());
    }

    @Test
    void a_client_that_dies_in_the_middle_of_a_message_has_not_sent_it() throws IOException {
        untyped(196608);
        client.writeByte('Q');
        client.writeInt(100);
        client.writeBytes("CREATE");

        assertThat(types()).containsExactly('^');
    }

    @Test
    void an_execute_and_its_sync_tell_the_text_that_was_parsed_under_another_name() throws IOException {
        untyped(196608);
        typed('P', "s\0CREATE TABLE t ()\0\0\0");
        typed('B', "p\0s\0\0\0\0\0\0\0");
        typed('E', "p\0\0\0\0\0");
        typed('S', "");
        typed('S', "");
        StatementTexts texts = new StatementTexts();

        assertThat(messages().stream().map(texts::of))
                .containsExactly(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of("CREATE TABLE t ()"),
                        List.of("CREATE TABLE t ()"),
                        List.of());
    }

    private List<FrontendMessage> messages() {
        FrontendMessages incoming = new FrontendMessages(new ByteArrayInputStream(sent.toByteArray()));
        List<FrontendMessage> messages = new ArrayList<>();
        for (FrontendMessage message = incoming.next(); message != null; message = incoming.next()) {
            messages.add(message);
        }
        return messages;
    }

    private List<Character> types() {
        return messages().stream().map(FrontendMessage::type).toList();
    }

    private void untyped(int code) throws IOException {
        client.writeInt(8);
        client.writeInt(code);
    }

    private void typed(char type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        client.writeByte(type);
        client.writeInt(4 + bytes.length);
        client.write(bytes);
    }
}
