package io.ddlguard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.JobJvm;
import io.ddlguard.testpostgres.SchemaPrint;
import java.util.List;

/** The same deploy raw and through the doors, each to a shop of its own, held against one another. */
final class Rehearsal {

    /** Ends with the rows that tell what the client believes to have done. */
    interface Deploy {
        List<String> to(Shop shop, Door door) throws Exception;
    }

    interface Claim {
        void on(Shop shop) throws Exception;
    }

    private final Shop raw;
    private final List<String> history;

    private Rehearsal(Shop raw, List<String> history) {
        this.raw = raw;
        this.history = history;
    }

    /**
     * Fails unless the deploy leaves through each door what it leaves raw.
     *
     * @param claims what else is to be said of each guarded shop
     */
    static Rehearsal of(List<Door> doors, Deploy deploy, Claim claims) throws Exception {
        Shop raw = Shop.open();
        Rehearsal rehearsal = new Rehearsal(raw, deploy.to(raw, Door.RAW));
        for (Door door : doors) {
            Shop guarded = Shop.open();
            List<String> history = deploy.to(guarded, door);
            try {
                claims.on(guarded);
                assertThat(history).isEqualTo(rehearsal.history);
                guarded.wasNeverBuiltOnPlainly();
                guarded.holdsNoLeftovers();
                assertThat(SchemaPrint.differences(SchemaPrint.of(raw.url()), SchemaPrint.of(guarded.url())))
                        .isEmpty();
            } catch (AssertionError e) {
                throw new AssertionError(door + ": " + e.getMessage() + "\nArrived: " + guarded.arrived(), e);
            }
        }
        return rehearsal;
    }

    /** The same in each run, so said once. */
    List<String> history() {
        return history;
    }

    Shop raw() {
        return raw;
    }

    /** {@code end}, unless the client failed. */
    static JobJvm.End succeeded(JobJvm.End end) {
        assertThat(end.exitCode()).as(end.out() + end.err()).isZero();
        return end;
    }
}
