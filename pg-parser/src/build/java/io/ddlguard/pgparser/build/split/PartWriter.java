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

    private final FunctionCode code = new FunctionCode();
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
        code.loop(AGAIN);
        if (isMain()) {
            for (int i = context.others().size(); i >= 1; i--) {
                code.block(new Call(i));
            }
        } else {
            code.block(EXIT);
        }
        List<Atom> stubs = List.copyOf(stubs());
        for (int i = stubs.size() - 1; i >= 0; i--) {
            code.block(new Stub(stubs.get(i)));
        }
        for (int i = atoms.size() - 1; i >= 0; i--) {
            code.block(atoms.get(i));
        }
        dispatch();
        for (Atom atom : atoms) {
            code.close();
            write(atom);
        }
        for (Atom atom : stubs) {
            code.close();
            leaveTo(atom);
        }
        if (isMain()) {
            for (PartInterface other : context.others()) {
                code.close();
                call(other);
            }
            code.close().unreachable(); // the last atom returns
        } else {
            code.close().close();
            own().outputs()
                    .forEach((local, global) -> code.get(localIndex.get(local)).setGlobal(global));
            code.get(programCounter);
        }
        return code.body(declared);
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
            List<Object> parts = new ArrayList<>();
            parts.add(own);
            for (int i = 1; i <= context.others().size(); i++) {
                parts.add(new Call(i));
            }
            code.block(own);
            code.get(programCounter).constant(ENTRY_BITS).shiftRight().branchTable(parts, own);
            code.close();
        }
        List<Atom> entries = atoms.stream().filter(atom -> atom.entry >= 0).toList();
        Atom last = entries.get(entries.size() - 1);
        if (entries.size() > 1) {
            code.get(programCounter).constant(ENTRY_MASK).and();
            code.branchTable(entries.subList(0, entries.size() - 1), last);
        } else {
            code.branch(last);
        }
    }

    private void write(Atom atom) {
        position = atom.position;
        atom.code.forEach(this::write);
        boolean followed = atom.next != null && atom.next.part == part && atom.next.position == position + 1;
        if (atom.next != null && !followed) {
            code.branch(label(atom.next));
        }
    }

    private void write(Insn insn) {
        if (insn instanceof Plain plain) {
            code.plain(plain.code());
        } else if (insn instanceof Local local) {
            code.local(local.opcode(), localIndex.get(local.index()));
        } else if (insn instanceof Branch branch && branch.conditional()) {
            code.branchIf(label(branch.target()));
        } else if (insn instanceof Branch branch) {
            code.branch(label(branch.target()));
        } else if (insn instanceof Table table && table.isBig()) {
            writeBig(table);
        } else if (insn instanceof Table table) {
            code.branchTable(table.targets().stream().map(this::label).toList(), label(table.otherwise()));
        } else if (insn instanceof Block block) {
            code.open(block);
            block.body.forEach(this::write);
            if (!block.orElse.isEmpty()) {
                code.orElse();
                block.orElse.forEach(this::write);
            }
            code.close();
        }
    }

    private Object label(Target target) {
        return target instanceof Atom atom && !isAhead(atom, position) ? new Stub(atom) : target;
    }

    /** Functions look the program counter up, which keeps the tables out of this one. */
    private void writeBig(Table table) {
        LookupTable lookup = LookupTable.of(table, PartWriter::programCounter);
        List<Integer> functions = lookup.addTo(context.module());
        Object done = new Object();
        Object otherwise = new Object();
        code.set(tableIndex).block(done).block(otherwise);
        for (int i = functions.size() - 1; i >= 0; i--) {
            code.block(functions.get(i));
        }
        code.get(tableIndex).constant(LookupTable.CHUNK_BITS).shiftRight().branchTable(functions, otherwise);
        for (int function : functions) {
            code.close().get(tableIndex).call(function).set(programCounter).branch(done);
        }
        code.close().constant(lookup.otherwise()).set(programCounter).close();
        if (isMain()) {
            code.branch(AGAIN);
        } else {
            code.get(programCounter).constant(ENTRY_BITS).shiftRight();
            code.constant(part).equal().branchIf(AGAIN).branch(EXIT);
        }
    }

    private static int programCounter(Target target) {
        Atom atom = (Atom) target;
        return atom.part << ENTRY_BITS | atom.entry;
    }

    private void leaveTo(Atom atom) {
        code.constant(programCounter(atom)).set(programCounter);
        if (atom.part == part) {
            code.branch(AGAIN);
        } else {
            code.branch(isMain() ? new Call(atom.part) : EXIT);
        }
    }

    /** The outputs are read before anything else runs that may write the same globals. */
    private void call(PartInterface other) {
        code.get(programCounter);
        other.inputs().forEach(local -> code.get(localIndex.get(local)));
        code.call(other.function()).set(programCounter);
        other.outputs().forEach((local, global) -> code.getGlobal(global).set(localIndex.get(local)));
        code.branch(AGAIN);
    }
}
