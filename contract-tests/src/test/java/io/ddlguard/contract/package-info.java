/**
 * One JDBC contract, held against raw pgjdbc and against every door.
 *
 * <p>What a test expects is what pgjdbc does, not what we believe it does: the run on the raw driver writes down what
 * each test saw, and the runs through the doors must see the same. Only what a door adds is asserted in words.
 */
@NullMarked
package io.ddlguard.contract;

import org.jspecify.annotations.NullMarked;
