/** What is left to do, kept as rows in the user's own database. */
@NullMarked
package io.ddlguard.journal;

import org.jspecify.annotations.NullMarked;
