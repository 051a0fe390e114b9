/** Where Flyway looks for migrations in Java. */
@NullMarked
package io.ddlguard.clients.job.migration;

import org.jspecify.annotations.NullMarked;
