/** Tells, before anything is parsed, that a text cannot concern the guard. */
@NullMarked
package io.ddlguard.sql;

import org.jspecify.annotations.NullMarked;
