/**
 * The agent's door: pgjdbc's own classes call the guard, so that no cast, no identity check and no pool sees a
 * difference.
 */
@NullMarked
package io.ddlguard.agent;

import org.jspecify.annotations.NullMarked;
