/** The command line: what deploys have left to do in a database, seen and done from a terminal. */
@NullMarked
package io.ddlguard.cli;

import org.jspecify.annotations.NullMarked;
