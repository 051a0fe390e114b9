/** Programs that the integration tests start in a JVM of their own, with nothing but a driver on the class path. */
package io.ddlguard.agent.job;
