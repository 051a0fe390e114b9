package io.ddlguard.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DemoServerTest {

    @Test
    void is_durable_whatever_its_launcher_is_made_for(@TempDir Path directory) throws Exception {
        try (DemoServer server = DemoServer.start(directory.resolve("server"));
                Connection connection = server.admin("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT current_setting('fsync'), current_setting('synchronous_commit')")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("on");
            assertThat(row.getString(2)).isEqualTo("on");
        }
    }
}
