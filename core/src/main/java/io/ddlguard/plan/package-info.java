/** What is sent instead of a statement, and where each step runs. */
@NullMarked
package io.ddlguard.plan;

import org.jspecify.annotations.NullMarked;
