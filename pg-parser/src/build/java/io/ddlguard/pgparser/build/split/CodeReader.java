package io.ddlguard.pgparser.build.split;

import io.ddlguard.pgparser.build.split.Insn.Block;
import io.ddlguard.pgparser.build.split.Insn.Branch;
import io.ddlguard.pgparser.build.split.Insn.Local;
import io.ddlguard.pgparser.build.split.Insn.Plain;
import io.ddlguard.pgparser.build.split.Insn.Table;
import io.ddlguard.pgparser.build.split.Insn.Target;
import io.ddlguard.pgparser.build.split.Types.Signature;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a function's body into a tree.
 *
 * <p>The body becomes one block, and {@code return} a branch to it. Code that nothing can reach is left out, so that the
 * operand stack has known types everywhere.
 */
final class CodeReader {

    private static final int ELSE = 0x05;
    private static final int END = 0x0B;

    private final WasmModule module;
    private final ByteInput in;
    private final List<Block> enclosing = new ArrayList<>();
    private final List<Byte> locals = new ArrayList<>();

    private CodeReader(WasmModule module, int defined) {
        this.module = module;
        this.in = new ByteInput(module.body(defined));
        this.locals.addAll(module.signature(defined).parameters());
    }

    /** @param locals the types of its locals, the parameters first */
    record Function(Block body, List<Byte> locals) {}

    static Function read(WasmModule module, int defined) {
        CodeReader reader = new CodeReader(module, defined);
        for (int groups = reader.in.unsigned(); groups > 0; groups--) {
            int count = reader.in.unsigned();
            byte type = (byte) reader.in.next();
            for (int i = 0; i < count; i++) {
                reader.locals.add(type);
            }
        }
        Block body = new Block(Block.Kind.BLOCK, module.signature(defined).result());
        reader.enclosing.add(body);
        body.body = reader.sequence().insns();
        return new Function(body, reader.locals);
    }

    private record Sequence(List<Insn> insns, int terminator) {}

    private Sequence sequence() {
        List<Insn> insns = new ArrayList<>();
        boolean reachable = true;
        while (true) {
            int opcode = in.next();
            if (opcode == END || opcode == ELSE) {
                return new Sequence(insns, opcode);
            }
            Insn insn = insn(opcode);
            if (reachable) {
                insns.add(insn);
            }
            reachable &= !Insn.ends(insn);
        }
    }

    private Insn insn(int opcode) {
        int start = in.position() - 1;
        return switch (opcode) {
            case 0x02 -> block(Block.Kind.BLOCK);
            case 0x03 -> block(Block.Kind.LOOP);
            case 0x04 -> block(Block.Kind.IF);
            case 0x0C -> new Branch(false, target());
            case 0x0D -> new Branch(true, target());
            case 0x0E -> table();
            case 0x0F -> new Branch(false, enclosing.get(0));
            case 0x10 -> {
                Signature callee = module.signatureOfFunction(in.unsigned());
                yield plain(start, callee.parameters().size(), callee.result(), 10);
            }
            case 0x11 -> {
                Signature callee = module.type(in.unsigned());
                in.skipNumber();
                yield plain(start, callee.parameters().size() + 1, callee.result(), 14);
            }
            case 0x20, 0x21, 0x22 -> new Local((byte) opcode, in.unsigned());
            case 0x23 -> plain(start, 0, module.globalType(in.unsigned()), 8);
            case 0x24 -> {
                in.skipNumber();
                yield plain(start, 1, Types.NONE, 8);
            }
            case 0xFC -> {
                int operation = in.unsigned();
                for (int i = Opcodes.prefixedImmediates(operation); i > 0; i--) {
                    in.skipNumber();
                }
                yield plain(start, Opcodes.prefixedPops(operation), Opcodes.prefixedPush(operation), 8);
            }
            default -> {
                Opcodes.skipImmediates(opcode, in);
                byte[] code = in.since(start);
                yield new Plain(code, Opcodes.pops(opcode), Opcodes.push(opcode), Opcodes.size(opcode), opcode == 0);
            }
        };
    }

    private Plain plain(int start, int pops, byte push, int size) {
        return new Plain(in.since(start), pops, push, size, false);
    }

    private Block block(Block.Kind kind) {
        byte result = (byte) in.next();
        if (result != Types.NONE && (result < Types.F64 || result > Types.I32)) {
            throw new IllegalArgumentException("a block with parameters or several results");
        }
        Block block = new Block(kind, result);
        enclosing.add(block);
        Sequence body = sequence();
        block.body = body.insns();
        if (body.terminator() == ELSE) {
            block.orElse = sequence().insns();
        }
        enclosing.remove(enclosing.size() - 1);
        return block;
    }

    private Target target() {
        return enclosing.get(enclosing.size() - 1 - in.unsigned());
    }

    private Table table() {
        List<Target> targets = new ArrayList<>();
        for (int i = in.unsigned(); i > 0; i--) {
            targets.add(target());
        }
        return new Table(targets, target());
    }
}
