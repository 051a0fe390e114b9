package io.ddlguard.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;

class DoorUrlTest {

    @Test
    void keeps_everything_but_the_prefix() {
        DoorUrl door = DoorUrl.of("jdbc:ddlguard:postgresql://a:1,b:2/d?user=u&targetServerType=primary", null);

        assertThat(door.pgjdbc()).isEqualTo("jdbc:postgresql://a:1,b:2/d?user=u&targetServerType=primary");
        assertThat(door.guard()).isEqualTo(door.pgjdbc());
        assertThat(door.properties()).isEmpty();
    }

    @Test
    void takes_its_own_parameters_out_wherever_they_stand() {
        String[] urls = {
            "jdbc:ddlguard:postgresql://h/d?ddlguard.env=prod&user=u&ssl=true",
            "jdbc:ddlguard:postgresql://h/d?user=u&ddlguard.env=prod&ssl=true",
            "jdbc:ddlguard:postgresql://h/d?user=u&ssl=true&ddlguard.env=prod"
        };

        for (String url : urls) {
            assertThat(DoorUrl.of(url, null).pgjdbc()).isEqualTo("jdbc:postgresql://h/d?user=u&ssl=true");
            assertThat(DoorUrl.of(url, null).guard())
                    .isEqualTo("jdbc:postgresql://h/d?user=u&ssl=true&ddlguard.env=prod");
        }
        assertThat(DoorUrl.of("jdbc:ddlguard:postgresql:d?ddlguard.scope=always", null)
                        .pgjdbc())
                .isEqualTo("jdbc:postgresql:d");
    }

    @Test
    void leaves_a_parameter_as_it_was_encoded() {
        DoorUrl door = DoorUrl.of("jdbc:ddlguard:postgresql:d?ddlguard.config=%2Fetc%2Fddl+guard.yaml", null);

        assertThat(door.guard()).isEqualTo("jdbc:postgresql:d?ddlguard.config=%2Fetc%2Fddl+guard.yaml");
    }

    @Test
    void takes_its_own_properties_too_but_the_url_wins() {
        Properties defaults = new Properties();
        defaults.setProperty("ddlguard.scope", "always");
        defaults.setProperty("user", "u");
        Properties info = new Properties(defaults);
        info.setProperty("ddlguard.env", "dev");
        info.setProperty("ddlguard.config", "a&b.yaml");

        DoorUrl door = DoorUrl.of("jdbc:postgresql:d?ddlguard.env=prod", info);

        assertThat(door.pgjdbc()).isEqualTo("jdbc:postgresql:d");
        assertThat(door.guard())
                .startsWith("jdbc:postgresql:d?")
                .contains("ddlguard.env=prod", "ddlguard.config=a%26b.yaml", "ddlguard.scope=always")
                .doesNotContain("dev");
        assertThat(door.properties()).containsOnlyKeys("user");
        assertThat(info.getProperty("ddlguard.env"))
                .as("the caller's own properties")
                .isEqualTo("dev");
    }
}
