package io.ddlguard.pgparser.build.split;

import io.ddlguard.pgparser.build.split.Insn.Block;
import io.ddlguard.pgparser.build.split.Insn.Branch;
import io.ddlguard.pgparser.build.split.Insn.Local;
import io.ddlguard.pgparser.build.split.Insn.Plain;
import io.ddlguard.pgparser.build.split.Insn.Table;
import io.ddlguard.pgparser.build.split.Insn.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Takes the large blocks of a function apart, so that it becomes a list of atoms.
 *
 * <p>What lies on the operand stack beneath such a block is kept in fresh locals meanwhile, and so is the value that a
 * block yields.
 */
final class Linearizer {

    /** A block up to this size stays whole. */
    private static final int WHOLE = 700;

    /** An atom is cut at the next chance when it has this size. */
    private static final int CUT = 400;

    static final Plain EQZ = new Plain(new byte[] {0x45}, 1, Types.I32, 3, false);
    static final Plain RETURN = new Plain(new byte[] {0x0F}, 0, Types.NONE, 3, true);

    private final List<Byte> locals;
    private final List<Atom> atoms = new ArrayList<>();
    private final List<Byte> stack = new ArrayList<>();
    private Atom current = new Atom();
    private int currentSize;
    private boolean reachable = true;

    private Linearizer(List<Byte> locals) {
        this.locals = locals;
        atoms.add(current);
    }

    /** The atoms of a function, the first where it begins and the last where it returns. Adds to its locals. */
    static List<Atom> linearize(CodeReader.Function function) {
        Linearizer linearizer = new Linearizer(function.locals());
        linearizer.apart(function.body());
        linearizer.emit(RETURN);
        return linearizer.atoms;
    }

    private void sequence(List<Insn> insns) {
        for (Insn insn : insns) {
            if (!reachable) {
                return;
            }
            add(insn);
            if (reachable && stack.isEmpty() && currentSize >= CUT) {
                follow(new Atom());
            }
        }
    }

    private void add(Insn insn) {
        if (insn instanceof Plain plain) {
            emit(plain);
            byte operand = Types.NONE;
            for (int i = 0; i < plain.pops(); i++) {
                operand = pop();
            }
            push(plain.push() == Types.SAME ? operand : plain.push());
            reachable = !plain.ends();
        } else if (insn instanceof Local local) {
            emit(local);
            if (local.opcode() == Local.GET) {
                push(locals.get(local.index()));
            } else if (local.opcode() == Local.SET) {
                pop();
            }
        } else if (insn instanceof Block block) {
            if (Insn.size(block) > WHOLE || contains(block, i -> i instanceof Table table && table.isBig())) {
                apart(block);
            } else {
                emit(whole(block));
                if (block.kind == Block.Kind.IF) {
                    pop();
                }
                push(block.result);
            }
        } else {
            // A value that the branch carries stays on the stack if it is not taken.
            retargeted(insn).forEach(this::emit);
            if (Insn.ends(insn)) {
                reachable = false;
            } else {
                pop();
            }
        }
    }

    private void apart(Block block) {
        boolean conditional = block.kind == Block.Kind.IF;
        int condition = -1;
        if (conditional) {
            pop();
            if (!stack.isEmpty()) {
                condition = freshLocal(Types.I32);
                emit(new Local(Local.SET, condition));
            }
        }
        List<Byte> beneath = List.copyOf(stack);
        int[] spilled = new int[beneath.size()];
        for (int i = beneath.size() - 1; i >= 0; i--) {
            spilled[i] = freshLocal(beneath.get(i));
            emit(new Local(Local.SET, spilled[i]));
        }
        stack.clear();
        if (block.result != Types.NONE) {
            block.resultLocal = freshLocal(block.result);
        }

        if (block.kind == Block.Kind.LOOP) {
            block.label = new Atom();
            follow(block.label);
            sequence(block.body);
            storeResult(block);
        } else {
            Atom join = new Atom();
            block.label = join;
            if (conditional) {
                Atom otherwise = block.orElse.isEmpty() ? join : new Atom();
                if (condition >= 0) {
                    emit(new Local(Local.GET, condition));
                }
                emit(EQZ);
                emit(new Branch(true, otherwise));
                sequence(block.body);
                storeResult(block);
                if (otherwise != join) {
                    if (reachable) {
                        emit(new Branch(false, join));
                        reachable = false;
                    }
                    follow(otherwise);
                    sequence(block.orElse);
                    storeResult(block);
                }
            } else {
                sequence(block.body);
                storeResult(block);
            }
            follow(join);
        }

        if (!reachable) {
            return;
        }
        stack.clear();
        for (int i = 0; i < spilled.length; i++) {
            emit(new Local(Local.GET, spilled[i]));
            push(beneath.get(i));
        }
        if (block.result != Types.NONE) {
            emit(new Local(Local.GET, block.resultLocal));
            push(block.result);
        }
    }

    /** At the end of a block's body its value, if it has one, is all that lies on the stack. */
    private void storeResult(Block block) {
        if (reachable && block.result != Types.NONE) {
            emit(new Local(Local.SET, block.resultLocal));
        }
        stack.clear();
    }

    /** Goes on in this atom. */
    private void follow(Atom atom) {
        if (reachable) {
            current.next = atom;
        }
        atoms.add(atom);
        current = atom;
        currentSize = 0;
        reachable = true;
        stack.clear();
    }

    /** The block as it is, but for its branches to blocks that were taken apart. */
    private Block whole(Block block) {
        block.body = retargeted(block.body);
        block.orElse = retargeted(block.orElse);
        return block;
    }

    private List<Insn> retargeted(List<Insn> insns) {
        List<Insn> result = new ArrayList<>();
        insns.forEach(insn -> result.addAll(insn instanceof Block block ? List.of(whole(block)) : retargeted(insn)));
        return result;
    }

    private List<Insn> retargeted(Insn insn) {
        if (insn instanceof Branch branch && branch.target() instanceof Block block && block.label != null) {
            Branch toAtom = new Branch(branch.conditional(), block.label);
            if (block.carried() == Types.NONE) {
                return List.of(toAtom);
            }
            Local store = new Local(Local.SET, block.resultLocal);
            if (!branch.conditional()) {
                return List.of(store, toAtom);
            }
            Local load = new Local(Local.GET, block.resultLocal);
            int condition = freshLocal(Types.I32);
            return List.of(new Local(Local.SET, condition), store, new Local(Local.GET, condition), toAtom, load);
        } else if (insn instanceof Table table) {
            return List.of(new Table(
                    table.targets().stream().map(Linearizer::retargeted).toList(), retargeted(table.otherwise())));
        }
        return List.of(insn);
    }

    private static Target retargeted(Target target) {
        if (!(target instanceof Block block) || block.label == null) {
            return target;
        }
        if (block.carried() != Types.NONE) {
            throw new IllegalArgumentException("a table of branches that carry a value");
        }
        return block.label;
    }

    private static boolean contains(Insn insn, Predicate<Insn> condition) {
        return condition.test(insn)
                || insn instanceof Block block
                        && (block.body.stream().anyMatch(i -> contains(i, condition))
                                || block.orElse.stream().anyMatch(i -> contains(i, condition)));
    }

    private void emit(Insn insn) {
        current.code.add(insn);
        currentSize += Insn.size(insn);
    }

    private int freshLocal(byte type) {
        locals.add(type);
        return locals.size() - 1;
    }

    private void push(byte type) {
        if (type != Types.NONE) {
            stack.add(type);
        }
    }

    private byte pop() {
        return stack.remove(stack.size() - 1);
    }
}
