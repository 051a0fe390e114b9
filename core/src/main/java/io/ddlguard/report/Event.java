package io.ddlguard.report;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One thing that the guard did or saw. None holds a password, a connection property or a value of a statement. */
public sealed interface Event {

    /** How much it matters to somebody who reads a deploy's log. */
    enum Level {
        INFO,
        WARN,
        ERROR
    }

    Level level();

    /** One or more lines, without the name of the product. */
    String text();

    /** A statement was refused. The whole message is in the exception, which the caller logs. */
    record Refused(String rule, String message) implements Event {
        @Override
        public Level level() {
            return Level.ERROR;
        }

        @Override
        public String text() {
            return message.lines().findFirst().orElse(message);
        }
    }

    /** A statement goes as written, and here is what a rule has against it. */
    record Warned(String rule, String doing, String harm, String because) implements Event {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public String text() {
            return rule + ": as written, will " + doing + " (" + because + "). " + harm;
        }
    }

    /** Observed only: what would have happened. */
    record Observed(String rule, String doing, String wouldBe, String because) implements Event {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public String text() {
            return rule + ": not touched (" + because + "), would have " + wouldBe + ": " + doing;
        }
    }

    /**
     * A statement is run in its online form.
     *
     * @param commands none where there is nothing left to do
     */
    record Rewritten(String rule, String doing, String harm, List<String> commands) implements Event {
        @Override
        public Level level() {
            return Level.INFO;
        }

        @Override
        public String text() {
            String online = commands.isEmpty()
                    ? " there is nothing to do"
                    : " without stopping the application, running\n    " + String.join("\n    ", commands);
            return rule + ": to " + doing + online + "\n  As written: " + harm;
        }
    }

    /** Something is in the way, and we stand aside. */
    record Waiting(String forWhat, List<String> blockers, Duration since) implements Event {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public String text() {
            return "waiting for " + forWhat + " since " + seconds(since)
                    + (blockers.isEmpty() ? "" : "; in the way:\n    " + String.join("\n    ", blockers));
        }
    }

    /**
     * The time for a lock is over.
     *
     * @param lock what was wanted: {@code ACCESS EXCLUSIVE on public.users}
     * @param held how long the transaction itself had stopped others by then; zero where it did not
     * @param remedies what a person can run against them
     */
    record GaveUp(String lock, Duration since, int tries, Duration held, List<String> blockers, List<String> remedies)
            implements Event {
        @Override
        public Level level() {
            return Level.ERROR;
        }

        @Override
        public String text() {
            StringBuilder text = new StringBuilder("gave up waiting for " + lock + " after " + seconds(since) + ", "
                    + tries + (tries == 1 ? " try" : " tries") + "; nothing of the statement was done.");
            if (!held.isZero()) {
                text.append(
                                "\n  Why now:\n    the transaction holds locks of earlier statements, which stop others since ")
                        .append(seconds(held))
                        .append("; lock.max-held in the policy bounds that");
            }
            text.append("\n  In the way:\n    ")
                    .append(blockers.isEmpty() ? "nobody any more" : String.join("\n    ", blockers));
            text.append("\n  To go on:\n    ");
            text.append(remedies.isEmpty() ? "deploy again" : "let it end, or end it, then deploy again:");
            remedies.forEach(remedy -> text.append("\n    ").append(remedy));
            return text.toString();
        }
    }

    /** @param lock as a person reads it: {@code ACCESS EXCLUSIVE on public.users} */
    record LockTime(String lock, Duration waited, Duration held) {

        @Override
        public String toString() {
            return lock + ": held for " + brief(held) + ", waited for " + brief(waited);
        }
    }

    /** The locks by which a job has stopped others, those that were held longest first. */
    record Locks(List<LockTime> worst) implements Event {
        @Override
        public Level level() {
            return Level.INFO;
        }

        @Override
        public String text() {
            return "the locks of this job that stop others, those held longest first:\n    "
                    + worst.stream().map(LockTime::toString).collect(Collectors.joining("\n    "));
        }
    }

    /** A transaction has stopped others for longer than the policy wants. */
    record HeldLong(String lock, Duration held, Duration maxHeld) implements Event {
        @Override
        public Level level() {
            return Level.WARN;
        }

        @Override
        public String text() {
            return lock + " was held for " + seconds(held) + ", longer than the " + seconds(maxHeld)
                    + " of lock.max-held: whoever needed it waited. What takes long belongs in a transaction of its own,"
                    + " or behind the statements that lock.";
        }
    }

    /**
     * A build is under way.
     *
     * @param share how much of the phase is done, or empty
     * @param left how long the phase will go on, or null where nobody can tell
     */
    record Progress(
            String what,
            String phase,
            String share,
            @Nullable Duration left,
            Duration since) implements Event {
        @Override
        public Level level() {
            return Level.INFO;
        }

        @Override
        public String text() {
            return what + ": " + phase + (share.isEmpty() ? "" : ", " + share) + ", " + seconds(since)
                    + (left == null ? "" : ", about " + left.toSeconds() + " s more of this");
        }
    }

    /** A rewritten statement has come to its end. */
    record Done(String rule, String doing, Duration took) implements Event {
        @Override
        public Level level() {
            return Level.INFO;
        }

        @Override
        public String text() {
            return rule + ": done, to " + doing + " took " + seconds(took);
        }
    }

    /** A table of ours now stands in the user's database. */
    record JournalMade() implements Event {
        @Override
        public Level level() {
            return Level.INFO;
        }

        @Override
        public String text() {
            return "made the schema ddlguard with the table journal, which keeps what is to be done after a migration's"
                    + " commit";
        }
    }

    /** What a committed transaction has left to do is begun. */
    record After(String doing, List<String> commands) implements Event {
        @Override
        public Level level() {
            return Level.INFO;
        }

        @Override
        public String text() {
            return "after the commit: to " + doing + ", running\n    " + String.join("\n    ", commands);
        }
    }

    /** What a committed transaction has left to do could not be done, and is still to be. */
    record Pending(String doing, String why) implements Event {
        @Override
        public Level level() {
            return Level.ERROR;
        }

        @Override
        public String text() {
            return "PENDING: the migration is committed, but to " + doing + " failed (" + why
                    + "). It stays in ddlguard.journal, and the next deploy tries again; so does ddlguard resume.";
        }
    }

    /** What a committed transaction has left to do would take longer than the policy gives a job for such work. */
    record Postponed(String doing) implements Event {
        @Override
        public Level level() {
            return Level.ERROR;
        }

        @Override
        public String text() {
            return "PENDING: the migration is committed, but to " + doing + " is left for later, because the time that"
                    + " max-after gives a job for all such work is used up. It stays in ddlguard.journal; ddlguard"
                    + " resume does it, for as long as it takes.";
        }
    }

    /**
     * Something of ours could not be taken away again; a person has to.
     *
     * @param drop the command that takes it away, or empty
     */
    record LeftBehind(String what, String why, String drop) implements Event {
        @Override
        public Level level() {
            return Level.ERROR;
        }

        @Override
        public String text() {
            return "left behind: " + what + " (" + why + ")."
                    + (drop.isEmpty() ? "" : " Drop it when you can:\n    " + drop + ";");
        }
    }

    /** Anything else that a person should know. */
    record Notice(Level level, String text) implements Event {}

    private static String brief(Duration duration) {
        return duration.toSeconds() > 0 ? seconds(duration) : duration.toMillis() + " ms";
    }

    private static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }
}
