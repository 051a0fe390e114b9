package io.ddlguard.pgparser.build;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The npm packages that {@code package-lock.json} names, in {@code node_modules} of the module.
 *
 * <p>No Maven repository holds PostgreSQL's grammar as WebAssembly. npm checks the integrity of what it downloads
 * against the lock; the digest here makes sure that it is also the very file whose export names {@code LibPgQuery}
 * knows, for they are minified and differ in every release.
 */
record NpmPackages(Path modules) {

    private static final String WASM_SHA256 = "378b64e6182f65c71ad5dbd2c31c81e9dfed7d2f2debfb4b51c0d0de8fa2ae36";

    static NpmPackages installed(Path module) throws IOException {
        NpmPackages packages = new NpmPackages(module.resolve("node_modules"));
        if (!packages.complete()) {
            install(module);
        }
        if (!packages.complete()) {
            throw new IOException("npm installed a libpg-query.wasm that is not the one this build knows: "
                    + packages.wasm() + " should have the SHA-256 digest " + WASM_SHA256);
        }
        return packages;
    }

    Path wasm() {
        return modules.resolve("libpg-query/wasm/libpg-query.wasm");
    }

    Path types() {
        return modules.resolve("@pgsql/types/types.d.ts");
    }

    Path enums() {
        return modules.resolve("@pgsql/types/enums.d.ts");
    }

    Path license(String packageName) {
        return modules.resolve(packageName).resolve("LICENSE");
    }

    private boolean complete() throws IOException {
        return Files.exists(types()) && Files.exists(wasm()) && digest(wasm()).equals(WASM_SHA256);
    }

    private static String digest(Path file) throws IOException {
        return HexFormat.of().formatHex(GrammarBuild.sha256().digest(Files.readAllBytes(file)));
    }

    private static void install(Path module) throws IOException {
        boolean windows = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
        ProcessBuilder npm = new ProcessBuilder(windows ? "npm.cmd" : "npm", "ci", "--ignore-scripts")
                .directory(module.toFile())
                .redirectErrorStream(true);
        Process process;
        try {
            process = npm.start();
        } catch (IOException e) {
            throw new IOException(
                    "npm is needed to build pg-parser (once: it downloads PostgreSQL's grammar, libpg-query), "
                            + "and it could not be started. Install Node.js with npm, or put npm on the PATH.",
                    e);
        }
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int exit = process.waitFor();
            if (exit != 0) {
                throw new IOException("npm ci ended with " + exit + " in " + module + ":\n" + output);
            }
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while npm ci ran", e);
        }
    }
}
