package io.ddlguard.guard;

import java.util.ArrayList;
import java.util.List;

/**
 * What one draw plays.
 *
 * @param setup makes the schemas, tables and rows that are there before the deploy; run raw, as one text
 * @param steps texts of the deploy, and {@link DrawnPlay#BEGIN}, {@link DrawnPlay#COMMIT}, {@link DrawnPlay#ROLLBACK}
 */
record DrawnScript(List<String> setup, List<String> steps) {

    DrawnScript {
        setup = List.copyOf(setup);
        steps = List.copyOf(steps);
    }

    DrawnScript withoutStep(int step) {
        return new DrawnScript(setup, without(steps, step));
    }

    int pieces() {
        return setup.size() + steps.size();
    }

    /** @param piece counted from the beginning of what is there before */
    DrawnScript without(int piece) {
        return piece < setup.size() ? new DrawnScript(without(setup, piece), steps) : withoutStep(piece - setup.size());
    }

    private static List<String> without(List<String> pieces, int piece) {
        List<String> fewer = new ArrayList<>(pieces);
        fewer.remove(piece);
        return fewer;
    }

    @Override
    public String toString() {
        return "-- before\n" + String.join(";\n", setup) + ";\n-- deployed\n" + String.join(";\n", steps) + ";\n";
    }
}
