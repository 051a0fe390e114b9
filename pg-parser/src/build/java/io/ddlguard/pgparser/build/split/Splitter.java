package io.ddlguard.pgparser.build.split;

import io.ddlguard.pgparser.build.split.Types.Signature;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Splits every function of a module that would become too large a JVM method. Equal input gives equal output. */
public final class Splitter {

    /** The estimate is high by a third: this is about the 8,000 bytes of bytecode that HotSpot compiles. */
    private static final int LARGE = 10_500;

    private static final long STACK_BYTES = 512L << 20;

    private final WasmModule module;

    /** The globals in which parts hand locals back, by type. The main part empties them at once, so that all share them. */
    private final Map<Byte, List<Integer>> globals = new HashMap<>();

    private Splitter(WasmModule module) {
        this.module = module;
    }

    /** On a thread with a large stack: blocks may be nested two thousand deep. */
    public static byte[] split(byte[] wasm) {
        WasmModule module = new WasmModule(wasm);
        Throwable[] failure = new Throwable[1];
        Thread thread = new Thread(null, () -> new Splitter(module).splitAll(), "wasm-splitter", STACK_BYTES);
        thread.setUncaughtExceptionHandler((t, e) -> failure[0] = e);
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while splitting", e);
        }
        if (failure[0] != null) {
            throw new IllegalStateException("the grammar's functions cannot be split", failure[0]);
        }
        return module.toBinary();
    }

    private void splitAll() {
        int functions = module.definedFunctions();
        for (int i = 0; i < functions; i++) {
            CodeReader.Function function = CodeReader.read(module, i);
            if (Insn.size(function.body()) > LARGE) {
                split(i, function);
            }
        }
    }

    private void split(int defined, CodeReader.Function function) {
        List<Atom> atoms = reachable(Linearizer.linearize(function));
        Liveness.solve(atoms);
        List<List<Atom>> parts = Partition.of(atoms);
        List<PartInterface> interfaces = new ArrayList<>();
        for (int i = 1; i < parts.size(); i++) {
            interfaces.add(partInterface(i, parts.get(i), function.locals()));
        }
        Signature signature = module.signature(defined);
        PartWriter.Context context = new PartWriter.Context(
                module, function.locals(), signature.parameters().size(), interfaces);
        module.replaceBody(defined, new PartWriter(context, 0, parts.get(0)).write());
        for (int i = 1; i < parts.size(); i++) {
            int index = interfaces.get(i - 1).function() - module.importedFunctions();
            module.replaceBody(index, new PartWriter(context, i, parts.get(i)).write());
        }
    }

    /** The atoms that can be reached, in the order they had, and the last in any case. */
    private static List<Atom> reachable(List<Atom> atoms) {
        Set<Atom> seen = new HashSet<>();
        Deque<Atom> queue = new ArrayDeque<>();
        seen.add(atoms.get(atoms.size() - 1));
        seen.add(atoms.get(0));
        queue.add(atoms.get(0));
        while (!queue.isEmpty()) {
            Atom atom = queue.remove();
            for (boolean ofBigTables : new boolean[] {false, true}) {
                atom.successors(ofBigTables).stream().filter(seen::add).forEach(queue::add);
            }
        }
        return atoms.stream().filter(seen::contains).toList();
    }

    /** What a part takes and gives: locals that it uses and an entry needs, locals that it sets and an exit needs. */
    private PartInterface partInterface(int part, List<Atom> atoms, List<Byte> localTypes) {
        BitSet referenced = new BitSet();
        BitSet outputs = new BitSet();
        BitSet neededByEntries = new BitSet();
        BitSet neededByExits = new BitSet();
        for (Atom atom : atoms) {
            Liveness.collect(atom.code, referenced, outputs);
            if (atom.entry >= 0) {
                neededByEntries.or(atom.live);
            }
            for (boolean ofBigTables : new boolean[] {false, true}) {
                for (Atom successor : atom.successors(ofBigTables)) {
                    if (successor.part != part) {
                        neededByExits.or(successor.live);
                    }
                }
            }
        }
        referenced.and(neededByEntries);
        outputs.and(neededByExits);
        List<Integer> inputs = referenced.stream().boxed().toList();
        List<Byte> parameters = new ArrayList<>();
        parameters.add(Types.I32);
        inputs.forEach(local -> parameters.add(localTypes.get(local)));
        int function = module.addFunction(new Signature(parameters, Types.I32));
        Map<Byte, Integer> used = new HashMap<>();
        Map<Integer, Integer> globalOfOutput = new LinkedHashMap<>();
        outputs.stream().forEach(local -> {
            byte type = localTypes.get(local);
            globalOfOutput.put(local, global(type, used.merge(type, 1, Integer::sum) - 1));
        });
        return new PartInterface(function, inputs, globalOfOutput);
    }

    private int global(byte type, int number) {
        List<Integer> ofType = globals.computeIfAbsent(type, t -> new ArrayList<>());
        if (number == ofType.size()) {
            ofType.add(module.addGlobal(type));
        }
        return ofType.get(number);
    }

    /**
     * @param function the index of the part's function: {@code (program counter, inputs…) -> program counter}
     * @param outputs the locals that it hands back, and the global for each
     */
    record PartInterface(int function, List<Integer> inputs, Map<Integer, Integer> outputs) {}
}
