package io.ddlguard.pgparser.build.split;

import io.ddlguard.pgparser.build.split.Insn.Block;
import io.ddlguard.pgparser.build.split.Insn.Branch;
import io.ddlguard.pgparser.build.split.Insn.Local;
import io.ddlguard.pgparser.build.split.Insn.Plain;
import io.ddlguard.pgparser.build.split.Insn.Table;
import io.ddlguard.pgparser.build.split.Insn.Target;
import io.ddlguard.pgparser.build.split.Splitter.PartInterface;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Writes one part as a function.
 *
 * <pre>
 * loop AGAIN
 *   block EXIT                           the main part: a block for each other part instead
 *     block stub… block atom…
 *       go to the entry that the program counter names
 *     end   the first atom's code        a branch forward leads to the end before an atom
 *     end   the second's …
 *     end   a stub: sets the program counter to an atom elsewhere or further up, and leaves or goes round again
 *   end
 * end
 * locals that are needed elsewhere into globals; the program counter is the result
 * </pre>
 *
 * The program counter is the number of a part, shifted, and of an entry in it. The main part is number 0 and begins at 0,
 * which is what a local holds at first. It alone calls the other parts.
 */
final class PartWriter {

    private static final int ENTRY_BITS = 12;
    private static final int ENTRY_MASK = (1 << ENTRY_BITS) - 1;

    private static final int BLOCK = 0x02;
    private static final int LOOP = 0x03;
    private static final int IF = 0x04;
    private static final int ELSE = 0x05;
    private static final int END = 0x0B;
    private static final int BR = 0x0C;
    private static final int BR_IF = 0x0D;
    private static final int CALL = 0x10;
    private static final int GLOBAL_GET = 0x23;
    private static final int GLOBAL_SET = 0x24;
    private static final int EQUAL = 0x46;
    private static final int AND = 0x71;
    private static final int SHIFT_RIGHT = 0x76;

    /**
     * What the parts of a function share.
     *
     * @param locals the types of its locals, the parameters first
     * @param others the parts besides the main one
     */
    record Context(WasmModule module, List<Byte> locals, int parameters, List<PartInterface> others) {}

    /** The label of a stub that leads to an atom. */
    private record Stub(Atom atom) {}

    /** The label in the main part behind which another is called. */
    private record Call(int part) {}

    private static final Object AGAIN = "again";
    private static final Object EXIT = "exit";

    private final Context context;
    private final int part;
    private final List<Atom> atoms;

    private final Bytes code = new Bytes();
    private final List<Object> labels = new ArrayList<>();
    private final Map<Integer, Integer> localIndex = new LinkedHashMap<>();
    private final List<Byte> declared = new ArrayList<>();
    private final int programCounter;
    private final int tableIndex;
    private int position;

    PartWriter(Context context, int part, List<Atom> atoms) {
        this.context = context;
        this.part = part;
        this.atoms = atoms;
        int parameters;
        if (isMain()) {
            for (int i = 0; i < context.parameters(); i++) {
                localIndex.put(i, i);
            }
            parameters = context.parameters();
            programCounter = parameters;
            declared.add(Types.I32);
        } else {
            List<Integer> inputs = own().inputs();
            for (int i = 0; i < inputs.size(); i++) {
                localIndex.put(inputs.get(i), 1 + i);
            }
            parameters = 1 + inputs.size();
            programCounter = 0;
        }
        for (int local : localsUsed()) {
            if (!localIndex.containsKey(local)) {
                localIndex.put(local, parameters + declared.size());
                declared.add(context.locals().get(local));
            }
        }
        tableIndex = parameters + declared.size();
        declared.add(Types.I32);
    }

    private boolean isMain() {
        return part == 0;
    }

    private PartInterface own() {
        return context.others().get(part - 1);
    }

    private Set<Integer> localsUsed() {
        BitSet used = new BitSet();
        atoms.forEach(atom -> Liveness.collect(atom.code, used, new BitSet()));
        Set<Integer> locals = new TreeSet<>();
        used.stream().forEach(locals::add);
        if (isMain()) {
            context.others().forEach(other -> {
                locals.addAll(other.inputs());
                locals.addAll(other.outputs().keySet());
            });
        }
        return locals;
    }

    byte[] write() {
        open(LOOP, AGAIN);
        if (isMain()) {
            for (int i = context.others().size(); i >= 1; i--) {
                open(BLOCK, new Call(i));
            }
        } else {
            open(BLOCK, EXIT);
        }
        List<Atom> stubs = List.copyOf(stubs());
        for (int i = stubs.size() - 1; i >= 0; i--) {
            open(BLOCK, new Stub(stubs.get(i)));
        }
        for (int i = atoms.size() - 1; i >= 0; i--) {
            open(BLOCK, atoms.get(i));
        }
        dispatch();
        for (Atom atom : atoms) {
            close();
            write(atom);
        }
        for (Atom atom : stubs) {
            close();
            leaveTo(atom);
        }
        if (isMain()) {
            for (int i = 1; i <= context.others().size(); i++) {
                close();
                call(context.others().get(i - 1));
            }
            close();
            code.put(0); // unreachable: the last atom returns
        } else {
            close();
            close();
            own().outputs().forEach((local, global) -> {
                get(localIndex.get(local));
                code.put(GLOBAL_SET).unsigned(global);
            });
            get(programCounter);
        }
        code.put(END);
        return withLocals();
    }

    private byte[] withLocals() {
        Bytes function = new Bytes().unsigned(declared.size());
        declared.forEach(type -> function.put(1, type));
        return function.put(code).toArray();
    }

    /** Atoms to which no branch forward within the part leads. */
    private Set<Atom> stubs() {
        Set<Atom> stubs = new LinkedHashSet<>();
        for (Atom atom : atoms) {
            for (Atom successor : atom.successors(false)) {
                if (!isAhead(successor, atom.position)) {
                    stubs.add(successor);
                }
            }
        }
        return stubs;
    }

    private boolean isAhead(Atom atom, int from) {
        return atom.part == part && atom.position > from;
    }

    private void dispatch() {
        if (isMain()) {
            Object own = new Object();
            open(BLOCK, own);
            get(programCounter);
            code.constant(ENTRY_BITS).put(SHIFT_RIGHT);
            List<Object> parts = new ArrayList<>();
            parts.add(own);
            for (int i = 1; i <= context.others().size(); i++) {
                parts.add(new Call(i));
            }
            branchTable(parts, own);
            close();
        }
        List<Atom> entries = atoms.stream().filter(atom -> atom.entry >= 0).toList();
        Atom last = entries.get(entries.size() - 1);
        if (entries.size() > 1) {
            get(programCounter);
            code.constant(ENTRY_MASK).put(AND);
            branchTable(entries.subList(0, entries.size() - 1), last);
        } else {
            branch(BR, last);
        }
    }

    private void write(Atom atom) {
        position = atom.position;
        atom.code.forEach(this::write);
        boolean followed = atom.next != null && atom.next.part == part && atom.next.position == position + 1;
        if (atom.next != null && !followed) {
            branch(BR, label(atom.next));
        }
    }

    private void write(Insn insn) {
        if (insn instanceof Plain plain) {
            code.put(plain.code());
        } else if (insn instanceof Local local) {
            code.put(local.opcode()).unsigned(localIndex.get(local.index()));
        } else if (insn instanceof Branch branch) {
            branch(branch.conditional() ? BR_IF : BR, label(branch.target()));
        } else if (insn instanceof Table table) {
            if (table.isBig()) {
                writeBig(table);
            } else {
                branchTable(table.targets().stream().map(this::label).toList(), label(table.otherwise()));
            }
        } else if (insn instanceof Block block) {
            write(block);
        }
    }

    private void write(Block block) {
        int opcode =
                switch (block.kind) {
                    case BLOCK -> BLOCK;
                    case LOOP -> LOOP;
                    case IF -> IF;
                };
        code.put(opcode, block.result);
        labels.add(block);
        block.body.forEach(this::write);
        if (!block.orElse.isEmpty()) {
            code.put(ELSE);
            block.orElse.forEach(this::write);
        }
        close();
    }

    /** Functions look the program counter up, which keeps the tables out of this one. */
    private void writeBig(Table table) {
        LookupTable lookup = LookupTable.of(table, PartWriter::programCounter);
        Object done = new Object();
        Object otherwise = new Object();
        code.put(Local.SET).unsigned(tableIndex);
        open(BLOCK, done);
        open(BLOCK, otherwise);
        List<Integer> chunks = lookup.addTo(context.module());
        for (int i = chunks.size() - 1; i >= 0; i--) {
            open(BLOCK, chunks.get(i));
        }
        get(tableIndex);
        code.constant(LookupTable.CHUNK_BITS).put(SHIFT_RIGHT);
        branchTable(chunks, otherwise);
        for (int function : chunks) {
            close();
            get(tableIndex);
            code.put(CALL).unsigned(function);
            setProgramCounter();
            branch(BR, done);
        }
        close();
        code.constant(lookup.otherwise());
        setProgramCounter();
        close();
        if (!isMain()) {
            get(programCounter);
            code.constant(ENTRY_BITS).put(SHIFT_RIGHT).constant(part).put(EQUAL);
            branch(BR_IF, AGAIN);
            branch(BR, EXIT);
        } else {
            branch(BR, AGAIN);
        }
    }

    private static int programCounter(Target target) {
        Atom atom = (Atom) target;
        return atom.part << ENTRY_BITS | atom.entry;
    }

    private void leaveTo(Atom atom) {
        code.constant(programCounter(atom));
        setProgramCounter();
        if (atom.part == part) {
            branch(BR, AGAIN);
        } else {
            branch(BR, isMain() ? new Call(atom.part) : EXIT);
        }
    }

    /** The outputs are read before anything else runs that may write the same globals. */
    private void call(PartInterface other) {
        get(programCounter);
        other.inputs().forEach(local -> get(localIndex.get(local)));
        code.put(CALL).unsigned(other.function());
        setProgramCounter();
        other.outputs().forEach((local, global) -> {
            code.put(GLOBAL_GET).unsigned(global);
            code.put(Local.SET).unsigned(localIndex.get(local));
        });
        branch(BR, AGAIN);
    }

    private Object label(Target target) {
        return target instanceof Atom atom && !isAhead(atom, position) ? new Stub(atom) : target;
    }

    private void get(int index) {
        code.put(Local.GET).unsigned(index);
    }

    private void setProgramCounter() {
        code.put(Local.SET).unsigned(programCounter);
    }

    private void open(int opcode, Object label) {
        code.put(opcode, Types.NONE);
        labels.add(label);
    }

    private void close() {
        code.put(END);
        labels.remove(labels.size() - 1);
    }

    private void branch(int opcode, Object label) {
        code.put(opcode).unsigned(depth(label));
    }

    private void branchTable(List<?> targets, Object otherwise) {
        code.put(0x0E).unsigned(targets.size());
        targets.forEach(target -> code.unsigned(depth(target)));
        code.unsigned(depth(otherwise));
    }

    private int depth(Object label) {
        int index = labels.lastIndexOf(label);
        if (index < 0) {
            throw new IllegalStateException("a branch to a label that does not enclose it");
        }
        return labels.size() - 1 - index;
    }
}
