package io.ddlguard.pgparser.build.split;

import io.ddlguard.pgparser.build.split.Insn.Block;
import io.ddlguard.pgparser.build.split.Insn.Branch;
import io.ddlguard.pgparser.build.split.Insn.Local;
import io.ddlguard.pgparser.build.split.Insn.Plain;
import io.ddlguard.pgparser.build.split.Insn.Table;
import io.ddlguard.pgparser.build.split.Insn.Target;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds, for each atom, which locals are read from there on before they are set: backwards, to a fixpoint. */
final class Liveness {

    /** What is live where branches to the blocks within an atom lead. */
    private final Map<Block, BitSet> atLabel = new HashMap<>();

    private Liveness() {}

    static void solve(List<Atom> atoms) {
        Liveness liveness = new Liveness();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = atoms.size() - 1; i >= 0; i--) {
                Atom atom = atoms.get(i);
                BitSet live = new BitSet();
                if (atom.next != null) {
                    live.or(atom.next.live);
                }
                liveness.before(atom.code, live);
                if (!live.equals(atom.live)) {
                    atom.live.or(live);
                    changed = true;
                }
            }
        }
    }

    /** Turns what is live behind the code into what is live before it. */
    private void before(List<Insn> insns, BitSet live) {
        for (int i = insns.size() - 1; i >= 0; i--) {
            before(insns.get(i), live);
        }
    }

    private void before(Insn insn, BitSet live) {
        if (insn instanceof Plain plain) {
            if (plain.ends()) {
                live.clear();
            }
        } else if (insn instanceof Local local) {
            live.set(local.index(), local.opcode() == Local.GET);
        } else if (insn instanceof Branch branch) {
            if (!branch.conditional()) {
                live.clear();
            }
            live.or(at(branch.target()));
        } else if (insn instanceof Table table) {
            live.clear();
            table.targets().forEach(target -> live.or(at(target)));
            live.or(at(table.otherwise()));
        } else if (insn instanceof Block block) {
            beforeBlock(block, live);
        }
    }

    private void beforeBlock(Block block, BitSet live) {
        switch (block.kind) {
            case BLOCK -> {
                atLabel.put(block, copy(live));
                before(block.body, live);
            }
            case IF -> {
                atLabel.put(block, copy(live));
                BitSet otherwise = copy(live);
                before(block.orElse, otherwise);
                before(block.body, live);
                live.or(otherwise);
            }
            case LOOP -> {
                BitSet behind = copy(live);
                BitSet head = new BitSet();
                do {
                    atLabel.put(block, copy(head));
                    live.clear();
                    live.or(behind);
                    before(block.body, live);
                    head.or(live);
                } while (!head.equals(atLabel.get(block)));
            }
        }
    }

    private BitSet at(Target target) {
        return target instanceof Atom atom ? atom.live : atLabel.get((Block) target);
    }

    private static BitSet copy(BitSet set) {
        return (BitSet) set.clone();
    }

    /** The locals that the code reads or sets. */
    static void collect(List<Insn> insns, BitSet referenced, BitSet set) {
        for (Insn insn : insns) {
            if (insn instanceof Local local) {
                referenced.set(local.index());
                if (local.opcode() != Local.GET) {
                    set.set(local.index());
                }
            } else if (insn instanceof Block block) {
                collect(block.body, referenced, set);
                collect(block.orElse, referenced, set);
            }
        }
    }
}
