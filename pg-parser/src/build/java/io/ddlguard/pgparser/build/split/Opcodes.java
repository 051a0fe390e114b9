package io.ddlguard.pgparser.build.split;

/** What the opcodes without a target take from the operand stack and leave there. WebAssembly 2.0 without vectors. */
final class Opcodes {

    private Opcodes() {}

    static void skipImmediates(int opcode, ByteInput in) {
        if (opcode >= 0x28 && opcode <= 0x3E) {
            in.skipNumber(); // alignment
            in.skipNumber(); // offset
        } else if (opcode == 0x3F || opcode == 0x40) {
            in.skip(1);
        } else if (opcode == 0x41 || opcode == 0x42) {
            in.skipNumber();
        } else if (opcode == 0x43) {
            in.skip(4);
        } else if (opcode == 0x44) {
            in.skip(8);
        }
    }

    static int pops(int opcode) {
        if (opcode <= 0x01 || opcode == 0x3F || opcode >= 0x41 && opcode <= 0x44) {
            return 0;
        } else if (opcode == 0x1B) {
            return 3;
        } else if (opcode == 0x1A || opcode >= 0x28 && opcode <= 0x35 || opcode == 0x40) {
            return 1;
        } else if (opcode >= 0x36 && opcode <= 0x3E) {
            return 2;
        } else if (isUnary(opcode)) {
            return 1;
        } else if (opcode >= 0x46 && opcode <= 0xA6) {
            return 2;
        }
        throw unknown(opcode);
    }

    private static boolean isUnary(int opcode) {
        return opcode == 0x45
                || opcode == 0x50
                || opcode >= 0x67 && opcode <= 0x69
                || opcode >= 0x79 && opcode <= 0x7B
                || opcode >= 0x8B && opcode <= 0x91
                || opcode >= 0x99 && opcode <= 0x9F
                || opcode >= 0xA7 && opcode <= 0xC4;
    }

    static byte push(int opcode) {
        if (opcode <= 0x01 || opcode == 0x1A || opcode >= 0x36 && opcode <= 0x3E) {
            return Types.NONE;
        } else if (opcode == 0x1B) {
            return Types.SAME;
        } else if (in(opcode, 0x28, 0x28, 0x2C, 0x2F, 0x3F, 0x41, 0x45, 0x78, 0xA7, 0xAB, 0xBC, 0xBC, 0xC0, 0xC1)) {
            return Types.I32;
        } else if (in(opcode, 0x29, 0x29, 0x30, 0x35, 0x42, 0x42, 0x79, 0x8A, 0xAC, 0xB1, 0xBD, 0xBD, 0xC2, 0xC4)) {
            return Types.I64;
        } else if (in(opcode, 0x2A, 0x2A, 0x43, 0x43, 0x8B, 0x98, 0xB2, 0xB6, 0xBE, 0xBE)) {
            return Types.F32;
        } else if (in(opcode, 0x2B, 0x2B, 0x44, 0x44, 0x99, 0xA6, 0xB7, 0xBB, 0xBF, 0xBF)) {
            return Types.F64;
        }
        throw unknown(opcode);
    }

    private static boolean in(int opcode, int... ranges) {
        for (int i = 0; i < ranges.length; i += 2) {
            if (opcode >= ranges[i] && opcode <= ranges[i + 1]) {
                return true;
            }
        }
        return false;
    }

    static int size(int opcode) {
        return opcode >= 0x28 && opcode <= 0x3E ? 8 : 3;
    }

    /** Of the operations behind the prefix 0xFC: eight saturating truncations, then bulk memory. */
    static int prefixedImmediates(int operation) {
        return switch (operation) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> 0;
            case 8, 10 -> 2;
            case 9, 11 -> 1;
            default -> throw unknown(0xFC00 + operation);
        };
    }

    static int prefixedPops(int operation) {
        return operation <= 7 ? 1 : operation == 9 ? 0 : 3;
    }

    static byte prefixedPush(int operation) {
        return operation <= 3 ? Types.I32 : operation <= 7 ? Types.I64 : Types.NONE;
    }

    private static IllegalArgumentException unknown(int opcode) {
        return new IllegalArgumentException("an opcode that this build does not know: 0x%x".formatted(opcode));
    }
}
