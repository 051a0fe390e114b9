/** The deploy's own program, with nothing on its class path but Flyway and the driver. */
@NullMarked
package io.ddlguard.chaos.job;

import org.jspecify.annotations.NullMarked;
