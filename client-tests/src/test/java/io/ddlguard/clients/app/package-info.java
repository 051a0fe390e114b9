/** An application of Spring Boot, which goes into a jar of its own. */
@NullMarked
package io.ddlguard.clients.app;

import org.jspecify.annotations.NullMarked;
