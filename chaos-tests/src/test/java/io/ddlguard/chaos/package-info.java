/**
 * Deploys that are killed, cut off and started twice. Nothing of ddlguard is called: the agent's jar is on the command
 * line of a real Flyway, a relay between it and a real server counts the messages and decides when to strike, and what
 * counts is what the database holds after the next deploy.
 */
@NullMarked
package io.ddlguard.chaos;

import org.jspecify.annotations.NullMarked;
