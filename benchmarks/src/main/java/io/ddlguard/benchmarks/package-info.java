/** What the guard costs, measured beside a raw run in the same run. */
@NullMarked
package io.ddlguard.benchmarks;

import org.jspecify.annotations.NullMarked;
