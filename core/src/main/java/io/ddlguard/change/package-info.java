/** A parse tree made into what it changes; the only package that knows the grammar's nodes. */
@NullMarked
package io.ddlguard.change;

import org.jspecify.annotations.NullMarked;
