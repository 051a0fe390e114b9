package io.ddlguard.pgparser.build.split;

import java.util.ArrayList;
import java.util.List;

/** The code of a function being written. Branches name the label of an enclosing block instead of a depth. */
final class FunctionCode {

    private final Bytes code = new Bytes();
    private final List<Object> labels = new ArrayList<>();

    FunctionCode block(Object label) {
        return open(0x02, Types.NONE, label);
    }

    FunctionCode loop(Object label) {
        return open(0x03, Types.NONE, label);
    }

    FunctionCode open(Insn.Block block) {
        int opcode =
                switch (block.kind) {
                    case BLOCK -> 0x02;
                    case LOOP -> 0x03;
                    case IF -> 0x04;
                };
        return open(opcode, block.result, block);
    }

    private FunctionCode open(int opcode, byte result, Object label) {
        code.put(opcode, result);
        labels.add(label);
        return this;
    }

    FunctionCode orElse() {
        code.put(0x05);
        return this;
    }

    FunctionCode close() {
        code.put(0x0B);
        labels.remove(labels.size() - 1);
        return this;
    }

    FunctionCode branch(Object label) {
        code.put(0x0C).unsigned(depth(label));
        return this;
    }

    FunctionCode branchIf(Object label) {
        code.put(0x0D).unsigned(depth(label));
        return this;
    }

    FunctionCode branchTable(List<?> targets, Object otherwise) {
        code.put(0x0E).unsigned(targets.size());
        targets.forEach(target -> code.unsigned(depth(target)));
        code.unsigned(depth(otherwise));
        return this;
    }

    private int depth(Object label) {
        int index = labels.lastIndexOf(label);
        if (index < 0) {
            throw new IllegalStateException("a branch to a label that does not enclose it");
        }
        return labels.size() - 1 - index;
    }

    FunctionCode plain(byte[] instruction) {
        code.put(instruction);
        return this;
    }

    FunctionCode local(byte opcode, int index) {
        code.put(opcode).unsigned(index);
        return this;
    }

    FunctionCode get(int local) {
        return local(Insn.Local.GET, local);
    }

    FunctionCode set(int local) {
        return local(Insn.Local.SET, local);
    }

    FunctionCode call(int function) {
        code.put(0x10).unsigned(function);
        return this;
    }

    FunctionCode getGlobal(int global) {
        code.put(0x23).unsigned(global);
        return this;
    }

    FunctionCode setGlobal(int global) {
        code.put(0x24).unsigned(global);
        return this;
    }

    FunctionCode constant(int value) {
        code.constant(value);
        return this;
    }

    FunctionCode equal() {
        code.put(0x46);
        return this;
    }

    FunctionCode and() {
        code.put(0x71);
        return this;
    }

    FunctionCode shiftRight() {
        code.put(0x76);
        return this;
    }

    FunctionCode unreachable() {
        code.put(0x00);
        return this;
    }

    /** The body with its declarations of locals, as it stands in a module. */
    byte[] body(List<Byte> locals) {
        if (!labels.isEmpty()) {
            throw new IllegalStateException("a block was left open");
        }
        Bytes body = new Bytes().unsigned(locals.size());
        locals.forEach(type -> body.put(1, type));
        return body.put(code).put(0x0B).toArray();
    }
}
