/** The facade that the doors call. */
@NullMarked
package io.ddlguard.guard;

import org.jspecify.annotations.NullMarked;
