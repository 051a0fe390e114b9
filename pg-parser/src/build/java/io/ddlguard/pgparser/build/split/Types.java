package io.ddlguard.pgparser.build.split;

import java.util.List;

/** WebAssembly's value types, as encoded. */
final class Types {

    static final byte I32 = 0x7F;
    static final byte I64 = 0x7E;
    static final byte F32 = 0x7D;
    static final byte F64 = 0x7C;
    static final byte NONE = 0x40;

    /** The type that the operands have. */
    static final byte SAME = 0;

    private Types() {}

    /** A function's type. No compiler that we read from uses more than one result. */
    record Signature(List<Byte> parameters, byte result) {}
}
