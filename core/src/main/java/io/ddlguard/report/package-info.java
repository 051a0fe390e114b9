/** What the guard did, told to whoever listens. */
@NullMarked
package io.ddlguard.report;

import org.jspecify.annotations.NullMarked;
