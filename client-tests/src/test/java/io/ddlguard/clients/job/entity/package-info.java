/** What an application's next release expects of the shop's tables. */
@NullMarked
package io.ddlguard.clients.job.entity;

import org.jspecify.annotations.NullMarked;
