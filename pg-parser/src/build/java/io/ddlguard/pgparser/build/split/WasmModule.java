package io.ddlguard.pgparser.build.split;

import io.ddlguard.pgparser.build.split.Types.Signature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A module, of which functions can be replaced, and to which types, functions and globals can be appended. */
final class WasmModule {

    private static final int TYPE = 1;
    private static final int IMPORT = 2;
    private static final int FUNCTION = 3;
    private static final int GLOBAL = 6;
    private static final int CODE = 10;

    private static final int HEADER = 8;

    private final byte[] header;
    private final Map<Integer, byte[]> sections = new LinkedHashMap<>();
    private final List<Signature> types = new ArrayList<>();
    private final List<Integer> functionTypes = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();
    private final List<Byte> globalTypes = new ArrayList<>();

    private final int importedFunctions;
    private final int originalTypes;
    private final int originalFunctions;
    private final int originalGlobals;

    WasmModule(byte[] binary) {
        ByteInput in = new ByteInput(binary);
        in.skip(HEADER);
        header = in.since(0);
        while (in.hasMore()) {
            int id = in.next();
            byte[] content = in.section(in.unsigned()).rest();
            if (id != 0 && sections.put(id, content) != null) {
                throw new IllegalArgumentException("two sections with the number " + id);
            }
        }
        readTypes(new ByteInput(sections.get(TYPE)));
        readImports(new ByteInput(sections.get(IMPORT)));
        importedFunctions = functionTypes.size();
        ByteInput functions = new ByteInput(sections.get(FUNCTION));
        for (int i = functions.unsigned(); i > 0; i--) {
            functionTypes.add(functions.unsigned());
        }
        readGlobals(new ByteInput(sections.get(GLOBAL)));
        ByteInput code = new ByteInput(sections.get(CODE));
        for (int i = code.unsigned(); i > 0; i--) {
            bodies.add(code.section(code.unsigned()).rest());
        }
        originalTypes = types.size();
        originalFunctions = bodies.size();
        originalGlobals = globalTypes.size();
    }

    private void readTypes(ByteInput in) {
        for (int i = in.unsigned(); i > 0; i--) {
            if (in.next() != 0x60) {
                throw new IllegalArgumentException("a type that is not a function's");
            }
            List<Byte> parameters = new ArrayList<>();
            for (int p = in.unsigned(); p > 0; p--) {
                parameters.add((byte) in.next());
            }
            int results = in.unsigned();
            if (results > 1) {
                throw new IllegalArgumentException("a function with several results");
            }
            types.add(new Signature(parameters, results == 0 ? Types.NONE : (byte) in.next()));
        }
    }

    private void readImports(ByteInput in) {
        for (int i = in.unsigned(); i > 0; i--) {
            in.skip(in.unsigned());
            in.skip(in.unsigned());
            int kind = in.next();
            if (kind != 0) {
                throw new IllegalArgumentException("an import that is not a function, of the kind " + kind);
            }
            functionTypes.add(in.unsigned());
        }
    }

    private void readGlobals(ByteInput in) {
        for (int i = in.unsigned(); i > 0; i--) {
            globalTypes.add((byte) in.next());
            in.skip(1);
            // A constant and an end: no constant that initialises a global holds the byte of an end within.
            if (in.next() != 0x41) {
                throw new IllegalArgumentException("a global that no i32.const initialises");
            }
            in.skipNumber();
            in.skip(1);
        }
    }

    int importedFunctions() {
        return importedFunctions;
    }

    /** The functions that the module defines, without the imported ones. */
    int definedFunctions() {
        return bodies.size();
    }

    byte[] body(int defined) {
        return bodies.get(defined);
    }

    Signature signature(int defined) {
        return types.get(functionTypes.get(importedFunctions + defined));
    }

    Signature signatureOfFunction(int index) {
        return types.get(functionTypes.get(index));
    }

    Signature type(int index) {
        return types.get(index);
    }

    byte globalType(int index) {
        return globalTypes.get(index);
    }

    void replaceBody(int defined, byte[] body) {
        bodies.set(defined, body);
    }

    /** Appends a function whose body comes later, and answers its index. */
    int addFunction(Signature signature) {
        int type = types.indexOf(signature);
        if (type < 0) {
            type = types.size();
            types.add(signature);
        }
        functionTypes.add(type);
        bodies.add(new byte[0]);
        return functionTypes.size() - 1;
    }

    /** Appends a mutable global and answers its index. */
    int addGlobal(byte type) {
        globalTypes.add(type);
        return globalTypes.size() - 1;
    }

    byte[] toBinary() {
        Bytes out = new Bytes().put(header);
        sections.forEach((id, content) -> {
            Bytes section =
                    switch (id) {
                        case TYPE -> appended(content, originalTypes, typesAdded());
                        case FUNCTION -> appended(content, originalFunctions, functionsAdded());
                        case GLOBAL -> appended(content, originalGlobals, globalsAdded());
                        case CODE -> code();
                        default -> new Bytes().put(content);
                    };
            out.put(id).sized(section);
        });
        return out.toArray();
    }

    private static Bytes appended(byte[] content, int count, List<Bytes> added) {
        ByteInput old = new ByteInput(content);
        old.skipNumber();
        Bytes section = new Bytes().unsigned(count + added.size()).put(old.rest());
        added.forEach(section::put);
        return section;
    }

    private List<Bytes> typesAdded() {
        return types.subList(originalTypes, types.size()).stream()
                .map(type -> {
                    Bytes bytes =
                            new Bytes().put(0x60).unsigned(type.parameters().size());
                    type.parameters().forEach(bytes::put);
                    return type.result() == Types.NONE ? bytes.put(0) : bytes.put(1, type.result());
                })
                .toList();
    }

    private List<Bytes> functionsAdded() {
        return functionTypes.subList(importedFunctions + originalFunctions, functionTypes.size()).stream()
                .map(type -> new Bytes().unsigned(type))
                .toList();
    }

    private List<Bytes> globalsAdded() {
        return globalTypes.subList(originalGlobals, globalTypes.size()).stream()
                .map(type -> new Bytes().put(type, 1).put(zero(type)).put(0x0B))
                .toList();
    }

    private static byte[] zero(byte type) {
        return switch (type) {
            case Types.I32 -> new byte[] {0x41, 0};
            case Types.I64 -> new byte[] {0x42, 0};
            case Types.F32 -> new byte[] {0x43, 0, 0, 0, 0};
            default -> new byte[] {0x44, 0, 0, 0, 0, 0, 0, 0, 0};
        };
    }

    private Bytes code() {
        Bytes code = new Bytes().unsigned(bodies.size());
        bodies.forEach(body -> code.sized(new Bytes().put(body)));
        return code;
    }
}
