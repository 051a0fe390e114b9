package io.ddlguard.guard;

import java.sql.SQLException;
import java.util.List;

/** Draws the steps of a deploy one after the other, each from what the raw database has become by those before it. */
final class DrawnDeploy {

    private static final String SAVEPOINT = "SAVEPOINT here";
    private static final String BACK = "ROLLBACK TO SAVEPOINT here";

    private final Dice dice;
    private final DrawnStatements statements;
    private final DrawnPlay play;
    private final List<String> steps;
    private final List<String> outcomes;

    DrawnDeploy(Dice dice, DrawnStatements statements, DrawnPlay play, List<String> steps, List<String> outcomes) {
        this.dice = dice;
        this.statements = statements;
        this.play = play;
        this.steps = steps;
        this.outcomes = outcomes;
    }

    void draw() throws SQLException {
        for (int i = dice.between(1, 3); i > 0; i--) {
            switch (dice.below(3)) {
                case 0 -> {
                    for (int j = dice.between(1, 4); j > 0; j--) {
                        add(statements.text(DrawnCatalog.read(play.connection)));
                    }
                }
                case 1 -> transaction(DrawnPlay.BEGIN, DrawnPlay.COMMIT, DrawnPlay.ROLLBACK);
                default -> transaction("BEGIN", "COMMIT", "ROLLBACK");
            }
        }
    }

    private void transaction(String begin, String commit, String rollback) throws SQLException {
        add(begin);
        for (int i = dice.between(1, 5); i > 0; i--) {
            boolean savepoint = dice.percent(60);
            if (savepoint) {
                add(SAVEPOINT);
            }
            boolean done = add(statements.text(DrawnCatalog.read(play.connection)));
            if (savepoint && (!done || dice.percent(15))) {
                add(BACK);
            } else if (!done) {
                break;
            }
        }
        add(dice.percent(85) ? commit : rollback);
    }

    private boolean add(String step) throws SQLException {
        String outcome = play.play(step);
        steps.add(step);
        outcomes.add(outcome);
        return outcome.equals("done") || outcome.startsWith("[");
    }
}
