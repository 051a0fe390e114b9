package io.ddlguard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.ddlguard.testpostgres.JobJvm;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What the agent puts on the class path of every application. */
class JarIT {

    private static final String SHADED = "io/ddlguard/agent/shaded/";

    private static final Set<String> OURS =
            Set.of("META-INF/MANIFEST.MF", "META-INF/LICENSE", "META-INF/NOTICE", "META-INF/THIRD-PARTY-NOTICES.md");

    @Test
    void every_class_is_ours_or_relocated_and_none_is_the_drivers_or_a_tools() throws Exception {
        Set<String> roots = new TreeSet<>();
        for (String name : entries()) {
            if (name.endsWith(".class")) {
                roots.add(root(name));
            }
        }
        assertThat(roots)
                .allMatch(root -> root.startsWith("io/ddlguard/"))
                .contains(
                        SHADED + "net/bytebuddy",
                        SHADED + "picocli",
                        SHADED + "com/dylibso",
                        SHADED + "com/fasterxml",
                        SHADED + "org/snakeyaml")
                .noneMatch(root -> root.contains("postgresql") || root.contains("flyway") || root.contains("slf4j"));
    }

    private static String root(String className) {
        int folders = className.startsWith(SHADED) ? 6 : 3;
        String[] parts = className.split("/");
        return String.join("/", java.util.Arrays.copyOf(parts, Math.min(folders, parts.length - 1)));
    }

    @Test
    void nothing_is_offered_to_service_loaders_modules_or_other_java_versions() throws Exception {
        assertThat(entries())
                .noneMatch(name -> name.startsWith("META-INF/services/"))
                .noneMatch(name -> name.startsWith("META-INF/versions/"))
                .noneMatch(name -> name.endsWith("module-info.class"));
    }

    @Test
    void outside_of_the_classes_there_are_only_the_manifest_licences_and_what_is_ours() throws Exception {
        assertThat(entries())
                .filteredOn(name -> !name.endsWith(".class") && !name.endsWith("/"))
                .allMatch(name -> OURS.contains(name)
                        || name.startsWith("META-INF/licenses/")
                        || name.startsWith("io/ddlguard/"));
    }

    @Test
    void the_licences_of_what_is_bundled_come_with_it() throws Exception {
        assertThat(entries())
                .containsAll(OURS)
                .contains(
                        "META-INF/licenses/README.txt",
                        "META-INF/licenses/byte-buddy-jar/LICENSE",
                        "META-INF/licenses/byte-buddy-jar/NOTICE",
                        "META-INF/licenses/byte-buddy-jar/ASM",
                        "META-INF/licenses/postgresql-jar/LICENSE");
    }

    @Test
    void relocation_left_the_names_of_the_drivers_classes_alone() throws Exception {
        try (JarFile jar = open()) {
            for (JarEntry entry : jar.stream().toList()) {
                String text = new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.ISO_8859_1);
                assertThat(text.contains("shaded/org/postgresql")
                                || text.contains("shaded.org.postgresql")
                                || text.contains("shaded/java/")
                                || text.contains("shaded.java."))
                        .as(entry.getName())
                        .isFalse();
            }
        }
        URL[] alone = {JobJvm.agent().toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(alone, ClassLoader.getPlatformClassLoader())) {
            var isGuarded =
                    loader.loadClass(PgjdbcTransformer.class.getName()).getDeclaredMethod("isGuarded", String.class);
            isGuarded.setAccessible(true);
            assertThat(isGuarded.invoke(null, "org.postgresql.jdbc.PgStatement"))
                    .isEqualTo(true);
        }
    }

    @Test
    void the_manifest_names_the_agent_and_asks_for_no_more_than_it_needs() throws Exception {
        try (JarFile jar = open()) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue("Premain-Class")).isEqualTo("io.ddlguard.agent.Premain");
            assertThat(manifest.getValue("Main-Class")).isEqualTo("io.ddlguard.cli.Main");
            assertThat(manifest.keySet()).noneMatch(key -> Set.of(
                            "Agent-Class",
                            "Launcher-Agent-Class",
                            "Can-Redefine-Classes",
                            "Can-Retransform-Classes",
                            "Boot-Class-Path",
                            "Class-Path",
                            "Multi-Release")
                    .contains(key.toString()));
        }
    }

    private static Set<String> entries() throws IOException {
        Set<String> names = new TreeSet<>();
        try (JarFile jar = open()) {
            jar.stream().map(JarEntry::getName).forEach(names::add);
        }
        return names;
    }

    private static JarFile open() throws IOException {
        return new JarFile(JobJvm.agent().toFile());
    }
}
