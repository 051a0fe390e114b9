package io.ddlguard.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.rule.Rules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables and deploys by chance. Where the policy lets everything through, only how it is done may differ: what the server
 * answers and what is there afterwards are as without a guard.
 *
 * <p>{@code -Dddlguard.draws=} says how many, {@code -Dddlguard.seed=} which is the first: the next one's seed is one more.
 */
class DrawsTest {

    private static final int MOST_FAILURES = 5;

    private final int draws = Integer.getInteger("ddlguard.draws", 100);
    private final long firstSeed = Long.getLong("ddlguard.seed", 1);
    private final List<String> failures = new ArrayList<>();
    private final Map<String, Integer> refusals = new TreeMap<>();
    private int drawn;
    private int steps;
    private int online;
    private int late;

    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 24, unit = TimeUnit.HOURS)
    void end_as_they_end_raw() throws Exception {
        try (DrawnDatabase raw = new DrawnDatabase();
                DrawnDatabase guarded = new DrawnDatabase();
                DrawnLog log = new DrawnLog()) {
            while (drawn < draws && failures.size() < MOST_FAILURES) {
                draw(firstSeed + drawn++, raw, guarded, log);
            }
        }
        System.out.println(drawn + " draws from " + firstSeed + " on, " + steps + " steps, " + online + " online, "
                + late + " draws ended early, refused " + refusals);
        assertThat(failures).as(String.join("\n\n", failures)).isEmpty();
        // What is not compared to its end shows little.
        assertThat(late).isLessThanOrEqualTo(1 + draws / 10);
        assertThat(refusals.values().stream().mapToInt(Integer::intValue).sum()).isLessThanOrEqualTo(3 + steps / 20);
        assertThat(online).isGreaterThanOrEqualTo(draws / 2 - 5);
    }

    private void draw(long seed, DrawnDatabase raw, DrawnDatabase guarded, DrawnLog log) throws Exception {
        Dice dice = new Dice(seed);
        boolean enforcing = dice.percent(85);
        Draw draw = new Draw(raw, guarded, guard(enforcing ? "enforce" : "observe"), log);
        Draw.Result result = draw.play(dice);
        if (!result.differences().isEmpty()) {
            failures.add(told(seed, draw.shrink(result)));
        }
        if (!enforcing && (!result.refused().isEmpty() || result.online() > 0)) {
            failures.add("not only observed: -Dddlguard.seed=" + seed);
        }
        steps += result.script().steps().size();
        online += result.online();
        late += result.late() ? 1 : 0;
        for (String refused : result.refused()) {
            refusals.merge(refused.substring(0, refused.indexOf(']') + 1), 1, Integer::sum);
        }
    }

    private static String told(long seed, Draw.Result result) {
        return "-Dddlguard.draws=1 -Dddlguard.seed=" + seed + "\n" + result.script() + "-- differs\n"
                + String.join("\n", result.differences());
    }

    private Guard guard(String mode) throws IOException {
        String rules = Rules.ALL.stream()
                .filter(rule -> !rule.rewrites())
                .map(rule -> rule.id() + ": warn")
                .collect(Collectors.joining(", ", "{", "}"));
        Path policy = Files.writeString(
                folder.resolve(mode + ".yaml"),
                "version: 1\ndefaults: {mode: " + mode + ", lock: {give-up-after: 20s}, rules: " + rules + "}\n");
        return new Guard(new Settings(policy.toString(), null, "always"));
    }
}
