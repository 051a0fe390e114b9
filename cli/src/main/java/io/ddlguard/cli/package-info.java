/** The commands of {@code java -jar ddlguard.jar}. */
@NullMarked
package io.ddlguard.cli;

import org.jspecify.annotations.NullMarked;
