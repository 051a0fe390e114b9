package io.ddlguard.guard;

import io.ddlguard.catalog.CallerContext;
import io.ddlguard.change.Script;
import io.ddlguard.execute.TextLocks;
import java.util.List;

/** What is done with one call of the caller's. */
sealed interface Verdict {

    Verdict AS_WRITTEN = new AsWritten();

    /** Nothing is known against it. */
    record AsWritten() implements Verdict {}

    /** As written, with short lock timeouts: it takes these locks. */
    record Politely(CallerContext context, TextLocks locks) implements Verdict {}

    /** In its online form. */
    record Online(CallerContext context, Script script, List<Ruling> plans, TextLocks locks) implements Verdict {}

    /** Not at all. */
    record Refused(String rule, String message) implements Verdict {}
}
