package io.ddlguard.demo;

import java.time.Duration;

/**
 * How long each part of a phase takes, all in proportion to the one number of the command line.
 *
 * @param quiet the phase without a deploy
 * @param warmUp queries before anything is measured
 * @param around measured before a deploy starts, and again after it has ended
 * @param report how long the reporting transaction holds ACCESS SHARE
 */
record Pace(Duration quiet, Duration warmUp, Duration around, Duration report) {

    static Pace of(int seconds) {
        Duration quiet = Duration.ofSeconds(seconds);
        return new Pace(quiet, quiet.dividedBy(5), quiet.dividedBy(5), quiet.dividedBy(3));
    }
}
