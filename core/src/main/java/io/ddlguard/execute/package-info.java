/** Runs a plan: outside the caller's transaction, or in it with polite locks. */
@NullMarked
package io.ddlguard.execute;

import org.jspecify.annotations.NullMarked;
