package io.ddlguard.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema that editors use takes what the loader takes. JSON is YAML, so the loader's parser reads it. */
class PolicySchemaTest {

    private static Object schema;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream resource = Policy.class.getResourceAsStream("policy.schema.json")) {
            schema = new Load(LoadSettings.builder().build()).loadFromInputStream(resource);
        }
    }

    @Test
    void is_of_the_draft_that_it_is_written_for() {
        assertThat(at("$schema")).isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(at("properties", "version", "const")).hasToString(PolicyReader.VERSION);
    }

    @Test
    void takes_the_keys_that_the_loader_takes_and_no_others() {
        assertTakes(Keys.POLICY);
        assertTakes(Keys.DEFAULTS, "properties", "defaults");
        assertTakes(Keys.ENVIRONMENT, "properties", "environments", "additionalProperties");
        assertTakes(Keys.MATCH, "properties", "environments", "additionalProperties", "properties", "match");
        assertTakes(Keys.LOCK, "$defs", "lock");
        assertTakes(Keys.HEED, "$defs", "heed");
        assertTakes(Keys.ALLOWANCE, "properties", "allow", "items");
    }

    @Test
    void requires_the_keys_that_the_loader_requires() {
        assertThat(at("required")).isEqualTo(List.of("version"));
        assertThat(at("properties", "environments", "additionalProperties", "properties", "match", "required"))
                .isEqualTo(List.of("url"));
        assertThat(at("properties", "allow", "items", "required")).isEqualTo(List.of("rule", "on", "reason"));
    }

    @Test
    void takes_the_words_that_the_loader_takes() {
        assertThat(at("$defs", "mode", "enum")).isEqualTo(words(Mode.values()));
        assertThat(at("$defs", "scope", "enum")).isEqualTo(words(Scope.values()));
        assertThat(at("$defs", "on-internal-error", "enum")).isEqualTo(words(OnInternalError.values()));
        assertThat(at("$defs", "rules", "additionalProperties", "enum")).isEqualTo(words(Action.values()));
    }

    @Test
    void takes_the_forms_that_the_loader_takes() {
        assertThat(at("$defs", "duration", "pattern")).isEqualTo("^(?:" + Quantity.DURATION + ")$");
        assertThat(at("$defs", "size", "pattern")).isEqualTo("^(?:" + Quantity.SIZE + ")$");
        assertThat(at("properties", "environments", "propertyNames", "pattern"))
                .isEqualTo("^" + PolicyReader.ENVIRONMENT_NAME + "$");
        assertThat(at("properties", "environments", "propertyNames", "not", "const"))
                .isEqualTo(EnvironmentPolicy.DEFAULT);
    }

    @Test
    void takes_the_counts_that_the_loader_takes() {
        Object least = at("$defs", "heed", "properties", "active-queries", "minimum");
        Object most = at("$defs", "heed", "properties", "active-queries", "maximum");
        assertThat(Quantity.count(least.toString())).contains(1);
        assertThat(Quantity.count(most.toString())).contains(Quantity.MOST);
    }

    @Test
    void reads_the_same_settings_in_the_defaults_and_in_an_environment() {
        for (String key : Keys.DEFAULTS) {
            assertThat(at("properties", "environments", "additionalProperties", "properties", key))
                    .as(key)
                    .isEqualTo(at("properties", "defaults", "properties", key));
        }
    }

    private static void assertTakes(List<String> keys, String... path) {
        Map<?, ?> object = (Map<?, ?>) at(path);
        assertThat(((Map<?, ?>) object.get("properties")).keySet().toArray()).containsExactlyInAnyOrder(keys.toArray());
        assertThat(object.get("additionalProperties")).isEqualTo(false);
    }

    private static List<String> words(Object[] constants) {
        return Arrays.stream(constants).map(Object::toString).toList();
    }

    private static Object at(String... path) {
        Object found = schema;
        for (String key : path) {
            found = ((Map<?, ?>) found).get(key);
        }
        return found;
    }
}
