/** The policy: what is allowed, where, until when. */
@NullMarked
package io.ddlguard.policy;

import org.jspecify.annotations.NullMarked;
