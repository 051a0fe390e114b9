/** An application under load while Flyway deploys to its database: first not at all, then raw, then guarded. */
@NullMarked
package io.ddlguard.demo;

import org.jspecify.annotations.NullMarked;
