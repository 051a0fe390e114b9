package io.ddlguard.pgparser;

import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.runtime.WasmFunctionHandle;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What emscripten's JavaScript would give libpg_query: {@code setjmp} and {@code longjmp}, on which PostgreSQL's errors
 * rest, growing memory, and a file system that holds nothing.
 *
 * <p>A C function that may be left by {@code longjmp} is called through one of the {@code invoke} imports. It is caught
 * there, and {@code setThrew} tells the caller, which then looks where the jump goes.
 */
final class EmscriptenHost {

    /** As minified in libpg-query 18.1.5. */
    private static final String INVOKES = "abdefghijklny";

    private static final long[] NOTHING = {};
    private static final long BAD_FILE = 8;

    private @Nullable Instance instance;
    private @Nullable ExportFunction stackPointer;
    private @Nullable ExportFunction restoreStack;
    private @Nullable ExportFunction setThrew;

    /** Must come between building the instance and its first call. */
    void bind(Instance built) {
        instance = built;
        stackPointer = built.export("R");
        restoreStack = built.export("Q");
        setThrew = built.export("P");
    }

    ImportValues imports(WasmModule module) {
        List<ImportFunction> functions = new ArrayList<>();
        module.importSection().stream()
                .map(FunctionImport.class::cast)
                .forEach(function -> functions.add(new HostFunction(
                        function.module(),
                        function.name(),
                        module.typeSection().getType(function.typeIndex()),
                        handle(function.name(), module.typeSection().getType(function.typeIndex())))));
        return ImportValues.builder().withFunctions(functions).build();
    }

    private WasmFunctionHandle handle(String name, FunctionType type) {
        if (INVOKES.contains(name)) {
            long[] afterJump = type.returns().isEmpty() ? NOTHING : new long[] {0};
            return (caller, arguments) -> invoke(arguments, afterJump);
        }
        return switch (name) {
            case "p" ->
                (caller, arguments) -> {
                    throw Longjmp.INSTANCE;
                };
            case "q" -> (caller, arguments) -> new long[] {grow(caller.memory(), arguments[0]) ? 1 : 0};
            case "t" -> (caller, arguments) -> written(caller.memory(), arguments);
            case "o" -> (caller, arguments) -> new long[] {0}; // setitimer
            case "r", "s", "u" -> (caller, arguments) -> new long[] {BAD_FILE}; // read, seek, close
            case "w" -> (caller, arguments) -> NOTHING; // keeping the runtime alive
            case "c" ->
                (caller, arguments) -> {
                    throw new Aborted("assertion failed: " + caller.memory().readCString((int) arguments[0]));
                };
            case "m", "v", "x" ->
                (caller, arguments) -> {
                    throw new Aborted("abort or exit");
                };
            default -> throw new IllegalStateException("libpg_query imports '" + name + "', which nothing provides");
        };
    }

    private long @Nullable [] invoke(long[] arguments, long[] afterJump) {
        Instance bound = Objects.requireNonNull(instance);
        long stack = Objects.requireNonNull(stackPointer).apply()[0];
        try {
            return bound.getMachine()
                    .call(bound.table(0).ref((int) arguments[0]), Arrays.copyOfRange(arguments, 1, arguments.length));
        } catch (Longjmp jump) {
            Objects.requireNonNull(restoreStack).apply(stack);
            Objects.requireNonNull(setThrew).apply(1, 0);
            return afterJump;
        }
    }

    /** Grows by a quarter at least: every growth copies the whole memory. */
    private static boolean grow(Memory memory, long bytes) {
        int pages = memory.pages();
        int needed = (int) (((bytes & 0xFFFF_FFFFL) + Memory.PAGE_SIZE - 1) / Memory.PAGE_SIZE) - pages;
        try {
            return needed <= 0 || memory.grow(Math.max(needed, pages / 4)) >= 0 || memory.grow(needed) >= 0;
        } catch (OutOfMemoryError e) {
            // Then malloc answers NULL, and PostgreSQL reports "out of memory" for this one text.
            return false;
        }
    }

    /** Everything was written: {@code (file, vectors, count, pointer to the sum)}, a vector being pointer and length. */
    private static long[] written(Memory memory, long[] arguments) {
        int sum = 0;
        for (int i = 0; i < arguments[2]; i++) {
            sum += memory.readInt((int) arguments[1] + 8 * i + 4);
        }
        memory.writeI32((int) arguments[3], sum);
        return new long[] {0};
    }

    /** The C code called {@code assert}, {@code abort} or {@code exit}: it has no answer for this text. */
    static final class Aborted extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Aborted(String message) {
            super(message);
        }
    }

    private static final class Longjmp extends RuntimeException {

        private static final long serialVersionUID = 1L;

        static final Longjmp INSTANCE = new Longjmp();

        private Longjmp() {
            super("longjmp", null, false, false);
        }
    }
}
