package io.ddlguard.pgparser.build;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Fails the build when a generated method is larger than HotSpot compiles: it would run a hundred times slower than the
 * others, and nobody would see why.
 */
final class MethodSizes {

    /** HotSpot's {@code HugeMethodLimit}; its {@code DontCompileHugeMethods} is on by default. */
    private static final int MOST_BYTECODES = 8_000;

    private MethodSizes() {}

    static void check(Path classes) throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(classes)) {
            files = tree.filter(file -> file.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
                check(file, in);
            }
        }
    }

    private static void check(Path file, DataInputStream in) throws IOException {
        in.skipNBytes(8); // magic and version
        String[] strings = constantPool(in);
        in.skipNBytes(6); // access, this, super
        in.skipNBytes(2L * in.readUnsignedShort()); // interfaces
        for (int fields = in.readUnsignedShort(); fields > 0; fields--) {
            in.skipNBytes(6);
            skipAttributes(in);
        }
        for (int methods = in.readUnsignedShort(); methods > 0; methods--) {
            in.skipNBytes(2);
            String name = strings[in.readUnsignedShort()];
            in.skipNBytes(2);
            for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
                boolean code = "Code".equals(strings[in.readUnsignedShort()]);
                int length = in.readInt();
                if (code) {
                    in.skipNBytes(4); // stack and locals
                    int bytecodes = in.readInt();
                    if (bytecodes > MOST_BYTECODES) {
                        throw new IOException("%s.%s has %d bytes of bytecode, more than the %d that HotSpot compiles"
                                .formatted(file.getFileName(), name, bytecodes, MOST_BYTECODES));
                    }
                    in.skipNBytes(length - 8L);
                } else {
                    in.skipNBytes(length);
                }
            }
        }
    }

    private static String[] constantPool(DataInputStream in) throws IOException {
        String[] strings = new String[in.readUnsignedShort()];
        for (int i = 1; i < strings.length; i++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case 1 -> strings[i] = in.readUTF();
                case 5, 6 -> { // long and double take two places
                    in.skipNBytes(8);
                    i++;
                }
                case 7, 8, 16, 19, 20 -> in.skipNBytes(2);
                case 15 -> in.skipNBytes(3);
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4);
                default -> throw new IOException("a class file with a constant of the kind " + tag);
            }
        }
        return strings;
    }

    private static void skipAttributes(DataInputStream in) throws IOException {
        for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
            in.skipNBytes(2);
            in.skipNBytes(in.readInt());
        }
    }
}
