package io.ddlguard.execute;

import io.ddlguard.change.Lock;
import io.ddlguard.change.LockMode;

/**
 * A lock that the caller's text will take.
 *
 * @param oid of the relation, as the caller's transaction sees it
 * @param reach which others are locked along with it
 */
public record LockTarget(long oid, LockMode mode, Lock.Reach reach) {}
