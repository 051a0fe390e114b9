/** What the engine must know of the connection it guards; no driver class, no SQL. */
@NullMarked
package io.ddlguard.session;

import org.jspecify.annotations.NullMarked;
