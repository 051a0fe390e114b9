package io.ddlguard.pgparser.build.split;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Deals the atoms of a function out to parts, each small enough for one JVM method, and numbers the entries of each.
 *
 * <p>The main part is the function itself. It holds what is reached without a big table, so that a loop around such a
 * table (a parser's, a lexer's) stays in one method, and what the table's arms do goes to the other parts.
 */
final class Partition {

    static final int BUDGET = 8_000;

    private static final int CALL_OF_A_PART = 40;
    private static final int BUSY = 8;

    private final List<Atom> atoms;
    private final List<List<Atom>> parts = new ArrayList<>();

    private Partition(List<Atom> atoms) {
        this.atoms = atoms;
    }

    /** @param atoms the first is where the function begins, the last where it returns */
    static List<List<Atom>> of(List<Atom> atoms) {
        Partition partition = new Partition(atoms);
        partition.fillMain();
        partition.fillOthers();
        partition.numberEntries();
        return partition.parts;
    }

    private static int cost(Atom atom) {
        return atom.size() + 4 + 8 * atom.successors(false).size();
    }

    private void fillMain() {
        int total = 0;
        Map<Atom, Integer> inDegree = new HashMap<>();
        for (Atom atom : atoms) {
            total += cost(atom);
            atom.successors(false).forEach(successor -> inDegree.merge(successor, 1, Integer::sum));
        }
        Set<Atom> main = new LinkedHashSet<>();
        main.add(atoms.get(0));
        main.add(atoms.get(atoms.size() - 1));
        int budget = BUDGET - CALL_OF_A_PART * (1 + total / BUDGET);
        for (Atom atom : main) {
            budget -= cost(atom);
        }
        Deque<Atom> queue = new ArrayDeque<>();
        queue.add(atoms.get(0));
        atoms.stream().filter(atom -> inDegree.getOrDefault(atom, 0) >= BUSY).forEach(queue::add);
        Set<Atom> seen = new HashSet<>(queue);
        while (!queue.isEmpty()) {
            Atom atom = queue.remove();
            if (!main.contains(atom)) {
                if (cost(atom) > budget) {
                    continue;
                }
                budget -= cost(atom);
                main.add(atom);
            }
            atom.successors(false).stream().filter(seen::add).forEach(queue::add);
        }
        startPart();
        atoms.stream().filter(main::contains).forEach(this::addToLastPart);
    }

    private void fillOthers() {
        int budget = 0;
        for (Atom atom : atoms) {
            if (atom.part < 0) {
                if (cost(atom) > budget) {
                    startPart();
                    budget = BUDGET;
                }
                budget -= cost(atom);
                addToLastPart(atom);
            }
        }
    }

    private void startPart() {
        parts.add(new ArrayList<>());
    }

    private void addToLastPart(Atom atom) {
        List<Atom> part = parts.get(parts.size() - 1);
        atom.part = parts.size() - 1;
        atom.position = part.size();
        part.add(atom);
    }

    /** Whatever cannot be reached by a branch forward within its part is entered through the program counter. */
    private void numberEntries() {
        Set<Atom> entries = new HashSet<>();
        entries.add(atoms.get(0));
        for (Atom atom : atoms) {
            entries.addAll(atom.successors(true));
            for (Atom successor : atom.successors(false)) {
                if (successor.part != atom.part || successor.position <= atom.position) {
                    entries.add(successor);
                }
            }
        }
        for (List<Atom> part : parts) {
            int number = 0;
            for (Atom atom : part) {
                if (entries.contains(atom)) {
                    atom.entry = number++;
                }
            }
        }
    }
}
