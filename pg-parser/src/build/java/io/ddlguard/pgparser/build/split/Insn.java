package io.ddlguard.pgparser.build.split;

import java.util.List;

/** An instruction. Branches name the block or atom that they lead to instead of a depth. */
sealed interface Insn {

    /** Where a branch leads: to the end of a block, the head of a loop, or the beginning of an atom. */
    sealed interface Target permits Block, Atom {}

    /**
     * Anything without a target.
     *
     * @param code its encoding
     * @param push the type of its result, {@link Types#NONE}, or {@link Types#SAME} for the type of its operands
     * @param ends whether nothing runs behind it
     */
    record Plain(byte[] code, int pops, byte push, int size, boolean ends) implements Insn {}

    /** {@code local.get}, {@code local.set} or {@code local.tee}. */
    record Local(byte opcode, int index) implements Insn {
        static final byte GET = 0x20;
        static final byte SET = 0x21;
        static final byte TEE = 0x22;
    }

    /** {@code br} or {@code br_if}. */
    record Branch(boolean conditional, Target target) implements Insn {}

    /** {@code br_table}. */
    record Table(List<Target> targets, Target otherwise) implements Insn {

        private static final int BIG = 64;

        /** One that would be a tableswitch of some kilobytes. */
        boolean isBig() {
            return targets.size() >= BIG;
        }
    }

    /** {@code block}, {@code loop} or {@code if}. Not a record: two blocks of the same content are not the same. */
    final class Block implements Insn, Target {

        enum Kind {
            BLOCK,
            LOOP,
            IF
        }

        final Kind kind;
        final byte result;
        List<Insn> body = List.of();
        List<Insn> orElse = List.of();

        /** Once it is taken apart: where branches to it lead, and the local for the value that they carry. */
        Atom label;

        int resultLocal = -1;

        Block(Kind kind, byte result) {
            this.kind = kind;
            this.result = result;
        }

        /** The type of the value that a branch to this block carries. */
        byte carried() {
            return kind == Kind.LOOP ? Types.NONE : result;
        }
    }

    /** An overestimate, by about a third, of the JVM bytecode that Chicory makes of it. */
    static int size(Insn insn) {
        if (insn instanceof Plain plain) {
            return plain.size();
        } else if (insn instanceof Local local) {
            return local.opcode() == Local.TEE ? 3 : 2;
        } else if (insn instanceof Branch branch) {
            return branch.conditional() ? 6 : 4;
        } else if (insn instanceof Table table) {
            return table.isBig() ? 80 : 16 + 4 * table.targets().size();
        }
        Block block = (Block) insn;
        int own = block.kind == Block.Kind.IF ? (block.orElse.isEmpty() ? 6 : 9) : 0;
        return own + size(block.body) + size(block.orElse);
    }

    static int size(List<Insn> insns) {
        int size = 0;
        for (Insn insn : insns) {
            size += size(insn);
        }
        return size;
    }

    /** Whether nothing runs behind it. */
    static boolean ends(Insn insn) {
        return insn instanceof Plain plain && plain.ends()
                || insn instanceof Branch branch && !branch.conditional()
                || insn instanceof Table;
    }
}
