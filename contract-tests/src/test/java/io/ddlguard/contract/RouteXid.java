package io.ddlguard.contract;

import static java.nio.charset.StandardCharsets.US_ASCII;

import javax.transaction.xa.Xid;

/** The one transaction id that a route needs. */
record RouteXid() implements Xid {

    @Override
    public int getFormatId() {
        return 1;
    }

    @Override
    public byte[] getGlobalTransactionId() {
        return "route".getBytes(US_ASCII);
    }

    @Override
    public byte[] getBranchQualifier() {
        return "branch".getBytes(US_ASCII);
    }
}
