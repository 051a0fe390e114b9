package io.ddlguard.guard;

import io.ddlguard.testpostgres.SchemaPrint;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** Draws a script, plays it raw and guarded, and compares what both have answered and left. */
final class Draw {

    /** Marks the outcome of a step that has left something for after the commit. */
    private static final String LATER = " later";

    private static final String SEARCH_PATH = "SET search_path = one, \"Zwölf\", public";

    /** What a script has come to. */
    private record Played(List<String> outcomes, List<String> print) {}

    /**
     * What a draw has shown. Steps that the guard refuses are left out of the script.
     *
     * @param online how many steps have gone in another form than their own
     * @param late whether the server refuses raw what the guard has left for after the commit. Nobody can know before,
     *     and what comes later is no longer the same
     */
    record Result(DrawnScript script, List<String> refused, int online, boolean late, List<String> differences) {}

    private final DrawnDatabase raw;
    private final DrawnDatabase guarded;
    private final Guard guard;
    private final DrawnLog log;
    private int online;

    Draw(DrawnDatabase raw, DrawnDatabase guarded, Guard guard, DrawnLog log) {
        this.raw = raw;
        this.guarded = guarded;
        this.guard = guard;
        this.log = log;
    }

    Result play(Dice dice) throws SQLException {
        DrawnStatements statements = new DrawnStatements(dice);
        List<String> setup = possible(new DrawnTables(dice).setup());
        raw.fill(setup);
        List<String> steps = new ArrayList<>();
        List<String> outcomes = new ArrayList<>();
        try (DrawnPlay play = DrawnPlay.raw(raw.url)) {
            play.play(SEARCH_PATH);
            new DrawnDeploy(dice, statements, play, steps, outcomes).draw();
        }
        return compare(new DrawnScript(setup, steps), new Played(outcomes, raw.print()));
    }

    /** Drawn without looking, so some of it fails. */
    private List<String> possible(List<String> setup) throws SQLException {
        raw.fill(List.of());
        List<String> possible = new ArrayList<>();
        for (String sql : setup) {
            try (Statement statement = raw.observer.createStatement()) {
                statement.execute(sql);
                possible.add(sql);
            } catch (SQLException e) {
                // Left out.
            }
        }
        return possible;
    }

    private Result compare(DrawnScript drawn, Played played) throws SQLException {
        DrawnScript script = drawn;
        List<String> refused = new ArrayList<>();
        List<String> outcomes = new ArrayList<>();
        int refusedStep;
        while ((refusedStep = playGuarded(script, outcomes, refused)) >= 0) {
            script = script.withoutStep(refusedStep);
        }
        Played expected = refused.isEmpty() ? played : playRaw(script);
        List<String> differences = new ArrayList<>();
        awaitNothingLeft(differences);
        for (int i = 0; i < script.steps().size(); i++) {
            String ours = outcomes.get(i);
            String theirs = expected.outcomes().get(i);
            if (!ours.replace(LATER, "").equals(theirs)) {
                if (ours.endsWith(LATER) && isError(theirs)) {
                    return new Result(script, refused, online, true, differences);
                }
                differences.add(script.steps().get(i) + "\n    raw: " + theirs + "\n    guarded: " + ours);
            }
        }
        guarded.undone().forEach(row -> differences.add("undone: " + row));
        differences.addAll(SchemaPrint.differences(expected.print(), guarded.print()));
        return new Result(script, refused, online, false, differences);
    }

    private static boolean isError(String outcome) {
        return outcome.matches("[0-9A-Z]{5} .*");
    }

    private Played playRaw(DrawnScript script) throws SQLException {
        raw.fill(script.setup());
        List<String> outcomes = new ArrayList<>();
        try (DrawnPlay play = DrawnPlay.raw(raw.url)) {
            play.play(SEARCH_PATH);
            for (String step : script.steps()) {
                outcomes.add(play.play(step));
            }
        }
        return new Played(outcomes, raw.print());
    }

    /** Answers the step that was refused, -1 if none was. */
    private int playGuarded(DrawnScript script, List<String> outcomes, List<String> refused) throws SQLException {
        guarded.fill(script.setup());
        outcomes.clear();
        online = 0;
        try (DrawnPlay play = DrawnPlay.guarded(guard, guarded.url)) {
            play.execute(SEARCH_PATH);
            for (String step : script.steps()) {
                try {
                    log.begin();
                    String outcome = play.play(step);
                    online += log.text().contains(" without stopping the application, running") ? 1 : 0;
                    outcomes.add(log.text().contains("-- after the commit: ") ? outcome + LATER : outcome);
                } catch (DdlBlockedException refusal) {
                    refused.add(refusal.getMessage().replaceAll("(?s).*?(\\[[a-z-]+\\]).*", "$1") + " " + step);
                    return outcomes.size();
                }
            }
        }
        return -1;
    }

    private void awaitNothingLeft(List<String> differences) throws SQLException {
        if (!guarded.left().isEmpty()) {
            try {
                Awaitility.await()
                        .atMost(5, TimeUnit.SECONDS)
                        .pollInterval(5, TimeUnit.MILLISECONDS)
                        .until(() -> guarded.left().isEmpty());
            } catch (org.awaitility.core.ConditionTimeoutException e) {
                guarded.left().forEach(left -> differences.add("left: " + left));
            }
        }
    }

    /** As small as it gets by leaving pieces out, one after the other, as long as something still
     * differs. */
    Result shrink(Result differing) throws SQLException {
        Result smallest = differing;
        int pieces = Integer.MAX_VALUE;
        while (smallest.script().pieces() < pieces) {
            pieces = smallest.script().pieces();
            for (int piece = pieces - 1; piece >= 0; piece--) {
                Result result = replay(smallest.script().without(piece));
                if (!result.differences().isEmpty()) {
                    smallest = result;
                    piece = Math.min(piece, smallest.script().pieces());
                }
            }
        }
        return smallest;
    }

    private Result replay(DrawnScript script) {
        try {
            return compare(script, playRaw(script));
        } catch (SQLException e) {
            // What it begins with fails without that piece.
            return new Result(script, List.of(), 0, false, List.of());
        }
    }
}
