package io.ddlguard.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/routes.md} is made of the routes themselves, so that it says what the tests prove.
 * {@code -Dddlguard.golden=refresh} writes it anew.
 */
final class RoutesPageTest {

    private static final Path PAGE = Path.of("..", "docs", "routes.md");

    @Test
    void the_page_says_what_the_routes_prove() throws IOException {
        String page = new RoutesPage().text();
        if ("refresh".equals(System.getProperty("ddlguard.golden"))) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, page, UTF_8);
        }
        assertThat(Files.readString(PAGE, UTF_8))
                .as("docs/routes.md is stale; run mvn -pl contract-tests test -Dddlguard.golden=refresh")
                .isEqualTo(page);
    }

    @Test
    void every_route_has_a_name_of_its_own() {
        List<String> names = RoutesPage.THEMES.values().stream()
                .flatMap(List::stream)
                .map(Route::name)
                .toList();
        assertThat(names).doesNotHaveDuplicates();
    }
}
