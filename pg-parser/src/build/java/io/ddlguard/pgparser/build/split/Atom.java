package io.ddlguard.pgparser.build.split;

import io.ddlguard.pgparser.build.split.Insn.Block;
import io.ddlguard.pgparser.build.split.Insn.Branch;
import io.ddlguard.pgparser.build.split.Insn.Table;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A piece of a function that is never cut. The operand stack is empty at its beginning, at its end and wherever it
 * branches to another atom.
 */
final class Atom implements Insn.Target {

    final List<Insn> code = new ArrayList<>();

    /** The atom that follows where the code does not branch, or null if it always does. */
    Atom next;

    /** The locals that are read from here on before they are set. */
    final BitSet live = new BitSet();

    int part = -1;

    /** Its place among the atoms of its part. */
    int position;

    /** Its number among the part's entries, or -1 if it is none. */
    int entry = -1;

    int size() {
        return Insn.size(code);
    }

    /** The atoms to which this one goes on: those that a big table names, or the others. */
    Set<Atom> successors(boolean ofBigTables) {
        Set<Atom> found = new LinkedHashSet<>();
        collect(code, ofBigTables, found);
        if (next != null && !ofBigTables) {
            found.add(next);
        }
        return found;
    }

    private static void collect(List<Insn> insns, boolean ofBigTables, Set<Atom> found) {
        for (Insn insn : insns) {
            if (insn instanceof Branch branch && branch.target() instanceof Atom atom && !ofBigTables) {
                found.add(atom);
            } else if (insn instanceof Table table && table.isBig() == ofBigTables) {
                table.targets().forEach(target -> add(target, found));
                add(table.otherwise(), found);
            } else if (insn instanceof Block block) {
                collect(block.body, ofBigTables, found);
                collect(block.orElse, ofBigTables, found);
            }
        }
    }

    private static void add(Insn.Target target, Set<Atom> found) {
        if (target instanceof Atom atom) {
            found.add(atom);
        }
    }
}
