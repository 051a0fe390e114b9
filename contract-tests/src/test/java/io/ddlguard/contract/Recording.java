package io.ddlguard.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What one test saw, line by line. At its end the run on the raw driver writes the lines to a file of the test's name,
 * and every other run fails unless it saw the same, or if there is no such file: nothing compares with nothing.
 */
final class Recording implements AfterTestExecutionCallback {

    private static final Path DIRECTORY =
            Path.of(required("ddlguard.contract.observations"), "pgjdbc-" + required("ddlguard.contract.pgjdbc"));

    /** What differs from run to run, and what is written in its place. */
    private final Map<String, String> hidden = new LinkedHashMap<>();

    private final StringBuilder lines = new StringBuilder();

    /** What a test does that may fail; a failure is an observation like any other. */
    @FunctionalInterface
    interface Look {
        Object look() throws Exception;
    }

    @FunctionalInterface
    interface Act {
        void act() throws Exception;
    }

    void hide(String value, String name) {
        hidden.put(value, name);
    }

    /** Records what a call answered or threw. */
    void see(String label, Look look) {
        // A look may look further: what is inside stands before.
        String shown = shown(look);
        lines.append(label).append(" = ").append(shown).append('\n');
    }

    /** Records that a call returned or what it threw. */
    void does(String label, Act act) {
        see(label, () -> {
            act.act();
            return "done";
        });
    }

    private static String shown(Look look) {
        try {
            return Rendering.of(look.look());
        } catch (Exception e) {
            return Rendering.thrown(e);
        }
    }

    @Override
    public void afterTestExecution(ExtensionContext test) throws IOException {
        if (test.getExecutionException().isPresent()) {
            return;
        }
        String seen = lines.toString();
        for (Map.Entry<String, String> entry : hidden.entrySet()) {
            seen = seen.replace(entry.getKey(), entry.getValue());
        }
        assertThat(seen).as("a contract test that looks at nothing").isNotEmpty();
        Path file = DIRECTORY.resolve(nameOf(test) + ".txt");
        if (Door.current() == Door.RAW) {
            Files.createDirectories(DIRECTORY);
            Files.writeString(file, seen, UTF_8);
        } else {
            assertThat(file)
                    .as("what the raw driver did; run the raw execution first")
                    .exists();
            assertThat(seen)
                    .as("seen through the door %s; expected is what raw pgjdbc did", Door.current())
                    .isEqualTo(Files.readString(file, UTF_8));
        }
    }

    private static String nameOf(ExtensionContext test) {
        String method = test.getRequiredTestMethod().getName();
        String shown = test.getDisplayName();
        String invocation = shown.startsWith(method + "(") ? "" : "-" + shown.replaceAll("[^A-Za-z0-9_.,()-]+", "_");
        return test.getRequiredTestClass().getSimpleName() + "." + method + invocation;
    }

    private static String required(String property) {
        String value = System.getProperty(property);
        if (value == null) {
            throw new IllegalStateException("-D" + property + " is not set");
        }
        return value;
    }
}
