package io.ddlguard.pgparser.build;

import com.dylibso.chicory.build.time.compiler.Config;
import com.dylibso.chicory.build.time.compiler.Generator;
import com.dylibso.chicory.compiler.InterpreterFallback;
import io.ddlguard.pgparser.build.split.Splitter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes what the module is built from: PostgreSQL's grammar as classes, each method small enough to be compiled by the
 * JVM, and the Java types of its tree.
 *
 * <p>The output bears a stamp of everything that it depends on. While the stamp fits, nothing is done, so that a second
 * build needs neither npm nor the network.
 */
public final class GrammarBuild {

    private static final String STAMP = "stamp";

    private final Path module;
    private final Path output;
    private final String chicoryVersion;

    private GrammarBuild(Path module, Path output, String chicoryVersion) {
        this.module = module;
        this.output = output;
        this.chicoryVersion = chicoryVersion;
    }

    public static void main(String[] arguments) throws IOException {
        new GrammarBuild(Path.of(arguments[0]), Path.of(arguments[1]), arguments[2]).run();
    }

    private void run() throws IOException {
        String stamp = stamp();
        Path stampFile = output.resolve(STAMP);
        if (Files.exists(stampFile) && Files.readString(stampFile).equals(stamp)) {
            return;
        }
        NpmPackages packages = NpmPackages.installed(module);
        deleteTree(output);
        Path resources = output.resolve("resources");
        Files.createDirectories(output);
        // A test compares what the split one answers with what this one does.
        Files.copy(packages.wasm(), output.resolve("libpg-query.wasm"));
        Path split = output.resolve("libpg-query-split.wasm");
        Files.write(split, Splitter.split(Files.readAllBytes(packages.wasm())));
        compile(split, resources);
        MethodSizes.check(resources);
        Path licenses = Files.createDirectories(resources.resolve("META-INF/licenses"));
        Files.copy(packages.license("libpg-query"), licenses.resolve("libpg-query-node.txt"));
        Files.copy(packages.license("@pgsql/types"), licenses.resolve("pgsql-types.txt"));
        new TreeGenerator(TypeDeclarations.read(packages.types(), packages.enums()), output.resolve("sources"))
                .generate();
        // Last, so that a build which was interrupted starts over.
        Files.writeString(stampFile, stamp);
    }

    private static void compile(Path wasm, Path classes) throws IOException {
        Generator generator = new Generator(Config.builder()
                .withWasmFile(wasm)
                .withName("io.ddlguard.pgparser.LibPgQuery")
                .withTargetClassFolder(classes)
                .withTargetWasmFolder(classes)
                .withTargetSourceFolder(classes)
                .withInterpreterFallback(InterpreterFallback.FAIL)
                .build());
        generator.generateMetaWasm(generator.generateResources());
    }

    private String stamp() throws IOException {
        MessageDigest digest = sha256();
        digest.update(chicoryVersion.getBytes(StandardCharsets.UTF_8));
        digest.update(Files.readAllBytes(module.resolve("package-lock.json")));
        try (Stream<Path> files = Files.walk(module.resolve("src/build/java"))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                digest.update(Files.readAllBytes(file));
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> deepestLast;
        try (Stream<Path> files = Files.walk(directory)) {
            deepestLast = files.toList();
        }
        for (int i = deepestLast.size() - 1; i >= 0; i--) {
            Files.delete(deepestLast.get(i));
        }
    }
}
