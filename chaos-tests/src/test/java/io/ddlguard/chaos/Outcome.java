package io.ddlguard.chaos;

import java.util.List;

/**
 * How a round ended.
 *
 * @param hasStruck whether its moment came before the deploy's end
 * @param unrecorded versions that had been committed and were not in the tool's history when the deploy was run again
 * @param findings what was wrong at the end; none if all is well
 */
record Outcome(Round round, boolean hasStruck, List<String> unrecorded, List<String> findings, long millis) {

    boolean isWell() {
        return findings.isEmpty();
    }

    @Override
    public String toString() {
        return (isWell() ? "ok" : "FAILED " + findings)
                + (hasStruck ? "" : ", its moment never came")
                + (unrecorded.isEmpty() ? "" : ", Flyway had not recorded " + unrecorded);
    }
}
