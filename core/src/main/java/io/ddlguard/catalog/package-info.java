/** What this server knows of what a change names: read live, never guessed. */
@NullMarked
package io.ddlguard.catalog;

import org.jspecify.annotations.NullMarked;
