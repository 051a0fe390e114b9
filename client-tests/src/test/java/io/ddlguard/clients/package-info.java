/**
 * Real clients, each in a JVM of its own, raw and through the doors.
 *
 * <p>A test deploys once raw and once through each door, every time to a copy of the same shop; the schemas and the
 * histories have to be the same afterwards.
 */
@NullMarked
package io.ddlguard.clients;

import org.jspecify.annotations.NullMarked;
