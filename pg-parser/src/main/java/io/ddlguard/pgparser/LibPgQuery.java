package io.ddlguard.pgparser;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.ExportFunction;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.runtime.Memory;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.MemoryLimits;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/**
 * One instance of libpg_query. For one thread at a time, and not to be used again after a call that ended with anything
 * but an answer or a {@link PgSyntaxException}.
 *
 * <p>The exports' names are minified and belong to libpg-query 18.1.5; the build checks that it has that very file.
 */
final class LibPgQuery {

    /** The module declares 128 MiB; parsing a migration fits in this, and a larger text makes it grow. */
    private static final int INITIAL_PAGES = 640;

    private static final int MOST_PAGES = 16_384;
    private static final int BLOATED_PAGES = 2 * INITIAL_PAGES;

    private final Memory memory;
    private final ExportFunction malloc;
    private final ExportFunction free;
    private final ExportFunction parse;
    private final ExportFunction freeParseResult;
    private final ExportFunction parsePlpgsql;
    private final ExportFunction scan;
    private final ExportFunction freeString;

    private LibPgQuery(Instance instance) {
        memory = instance.memory();
        malloc = instance.export("C");
        free = instance.export("E");
        parse = instance.export("F");
        freeParseResult = instance.export("G");
        parsePlpgsql = instance.export("H");
        scan = instance.export("M");
        freeString = instance.export("N");
    }

    static LibPgQuery open() {
        return open(Loaded.MODULE, LibPgQueryMachine::new);
    }

    static LibPgQuery open(WasmModule module, Function<Instance, Machine> machine) {
        EmscriptenHost host = new EmscriptenHost();
        Instance instance = Instance.builder(module)
                .withMachineFactory(machine)
                .withImportValues(host.imports(module))
                .withMemoryFactory(ByteArrayMemory::new)
                .withMemoryLimits(new MemoryLimits(INITIAL_PAGES, MOST_PAGES))
                .withStart(false)
                .build();
        host.bind(instance);
        instance.export("A").apply(); // the C library's constructors
        return new LibPgQuery(instance);
    }

    /** WebAssembly memory never shrinks: after a large text the instance is not worth keeping. */
    boolean isBloated() {
        return memory.pages() > BLOATED_PAGES;
    }

    /** The parse tree as JSON. */
    byte[] parse(SourceText text) throws PgSyntaxException {
        int query = write(text.utf8());
        int result = call(parse, query);
        if (result == 0) {
            throw new PgSyntaxException("out of memory", -1);
        }
        try {
            int error = memory.readInt(result + 8);
            if (error != 0) {
                throw new PgSyntaxException(
                        string(memory.readInt(error)), text.characterAtCursor(memory.readInt(error + 16)));
            }
            return bytes(memory.readInt(result));
        } finally {
            call(freeParseResult, result);
            call(free, query);
        }
    }

    /** The PL/pgSQL functions as JSON. */
    byte[] parsePlpgsql(byte[] utf8) throws PgSyntaxException {
        return jsonOrError(parsePlpgsql, utf8);
    }

    /** The tokens as JSON. A token may make this write past its buffer unless it is small; see {@link TokenReader}. */
    byte[] scan(byte[] utf8) throws PgSyntaxException {
        return jsonOrError(scan, utf8);
    }

    private byte[] jsonOrError(ExportFunction function, byte[] utf8) throws PgSyntaxException {
        int query = write(utf8);
        int result = call(function, query);
        if (result == 0) {
            throw new PgSyntaxException("out of memory", -1);
        }
        try {
            byte[] answer = bytes(result);
            if (answer.length == 0 || answer[0] != '{') {
                throw new PgSyntaxException(new String(answer, StandardCharsets.UTF_8), -1);
            }
            return answer;
        } finally {
            call(freeString, result);
            call(free, query);
        }
    }

    private static int call(ExportFunction function, int argument) throws PgSyntaxException {
        try {
            long[] results = function.apply(argument);
            return results == null || results.length == 0 ? 0 : (int) results[0];
        } catch (ChicoryException e) {
            if (e.getCause() instanceof StackOverflowError overflow) {
                throw overflow;
            }
            throw e;
        }
    }

    private int write(byte[] utf8) throws PgSyntaxException {
        int pointer = call(malloc, utf8.length + 1);
        if (pointer == 0) {
            throw new PgSyntaxException("out of memory", -1);
        }
        memory.write(pointer, utf8);
        memory.writeByte(pointer + utf8.length, (byte) 0);
        return pointer;
    }

    private String string(int pointer) {
        return new String(bytes(pointer), StandardCharsets.UTF_8);
    }

    /** The C string at a pointer, without its NUL. */
    private byte[] bytes(int pointer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int memoryEnd = memory.pages() * Memory.PAGE_SIZE;
        for (int at = pointer; at < memoryEnd; ) {
            byte[] chunk = memory.readBytes(at, Math.min(4096, memoryEnd - at));
            int length = 0;
            while (length < chunk.length && chunk[length] != 0) {
                length++;
            }
            bytes.write(chunk, 0, length);
            if (length < chunk.length) {
                break;
            }
            at += chunk.length;
        }
        return bytes.toByteArray();
    }

    private static final class Loaded {

        static final WasmModule MODULE = load();

        private static WasmModule load() {
            try (InputStream in = LibPgQuery.class.getResourceAsStream("LibPgQuery.meta")) {
                // Validated by the build, which compiled it.
                return Parser.builder().withValidation(false).build().parse(() -> in);
            } catch (IOException e) {
                throw new UncheckedIOException("the grammar's description cannot be read from the jar", e);
            }
        }
    }
}
