package io.ddlguard.pgparser.build.split;

import io.ddlguard.pgparser.build.split.Insn.Table;
import io.ddlguard.pgparser.build.split.Insn.Target;
import io.ddlguard.pgparser.build.split.Types.Signature;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * A big table of branches as functions that answer the program counter for an index. One holds 512 entries, for a
 * tableswitch takes four bytes for each.
 *
 * @param counters the program counter for each index
 * @param otherwise the one for any other
 */
record LookupTable(List<Integer> counters, int otherwise) {

    static final int CHUNK_BITS = 9;
    private static final int CHUNK = 1 << CHUNK_BITS;

    static LookupTable of(Table table, ToIntFunction<Target> counter) {
        return new LookupTable(
                table.targets().stream().map(counter::applyAsInt).toList(), counter.applyAsInt(table.otherwise()));
    }

    /** Adds the functions and answers their indices: the first is for the indices from 0, the next for those from 512. */
    List<Integer> addTo(WasmModule module) {
        List<Integer> functions = new ArrayList<>();
        for (int from = 0; from < counters.size(); from += CHUNK) {
            int function = module.addFunction(new Signature(List.of(Types.I32), Types.I32));
            List<Integer> chunk = counters.subList(from, Math.min(from + CHUNK, counters.size()));
            module.replaceBody(function - module.importedFunctions(), body(chunk));
            functions.add(function);
        }
        return functions;
    }

    private byte[] body(List<Integer> chunk) {
        LinkedHashSet<Integer> values = new LinkedHashSet<>(chunk);
        values.add(otherwise);
        List<Integer> distinct = List.copyOf(values);
        Bytes code = new Bytes().unsigned(0); // no locals
        distinct.forEach(value -> code.put(0x02, Types.NONE));
        code.put(Insn.Local.GET, 0).constant(CHUNK - 1).put(0x71); // and
        code.put(0x0E).unsigned(chunk.size());
        chunk.forEach(value -> code.unsigned(distinct.indexOf(value)));
        code.unsigned(distinct.indexOf(otherwise));
        distinct.forEach(value -> code.put(0x0B).constant(value).put(0x0F)); // return
        return code.put(0x0B).toArray();
    }
}
