/** One rule, one class: it looks at a change and the facts and says what harm it would do here. It sends nothing. */
@NullMarked
package io.ddlguard.rule;

import org.jspecify.annotations.NullMarked;
