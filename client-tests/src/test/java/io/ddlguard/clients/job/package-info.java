/** The programs that a test starts in a JVM of their own. They know nothing of ddlguard. */
@NullMarked
package io.ddlguard.clients.job;

import org.jspecify.annotations.NullMarked;
