/** The one place that knows pgjdbc, by method handles, so that it works whatever class loader the driver came from. */
@NullMarked
package io.ddlguard.pgjdbc;

import org.jspecify.annotations.NullMarked;
