package io.ddlguard.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class JournalPageTest {

    private static final Path PAGE = Path.of("../docs/how-it-works.md");
    private static final Pattern BLOCK = Pattern.compile("(<!-- journal -->\\n).*(<!-- /journal -->)", Pattern.DOTALL);
    private static final boolean REFRESH = "refresh".equals(System.getProperty("ddlguard.golden"));

    @Test
    void shows_how_the_journal_is_made() throws IOException {
        String block = "```sql\n" + JournalTable.create() + "```\n";
        String page = Files.readString(PAGE);
        String shown = BLOCK.matcher(page).replaceFirst("$1" + Matcher.quoteReplacement(block) + "$2");
        if (REFRESH) {
            Files.writeString(PAGE, shown);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(shown);
    }
}
