@NullMarked
package io.ddlguard.agent;

import org.jspecify.annotations.NullMarked;
