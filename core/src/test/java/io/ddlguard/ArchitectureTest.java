package io.ddlguard;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    /** The life of a statement, lowest first: each package uses only those before it. */
    private static final List<String> LIFE = List.of(
            "sql", "session", "change", "catalog", "policy", "plan", "rule", "report", "journal", "execute", "guard");

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(LIFE.stream().map(name -> "io.ddlguard." + name).toArray(String[]::new));

    private static final JavaClasses ADAPTER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.ddlguard.pgjdbc");

    @Test
    void each_package_uses_only_those_before_it() {
        for (int i = 0; i < LIFE.size(); i++) {
            String[] later = LIFE.subList(i + 1, LIFE.size()).stream()
                    .map(name -> "io.ddlguard." + name + "..")
                    .toArray(String[]::new);
            if (later.length > 0) {
                noClasses()
                        .that()
                        .resideInAPackage("io.ddlguard." + LIFE.get(i) + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(later)
                        .check(CORE);
            }
        }
    }

    @Test
    void only_change_knows_the_nodes_of_the_grammar() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.ddlguard.change..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ddlguard.pgparser.tree..")
                .check(CORE);
    }

    @Test
    void core_knows_no_driver_no_logging_no_bytecode_library_and_no_java_module_but_base_and_sql() {
        DescribedPredicate<JavaClass> known = resideInAPackage("io.ddlguard..")
                .or(resideInAPackage("java.lang.."))
                .or(resideInAPackage("java.util.."))
                .or(resideInAPackage("java.time.."))
                .or(resideInAPackage("java.sql.."))
                .or(resideInAPackage("java.io.."))
                .or(resideInAPackage("java.nio.."))
                .or(resideInAPackage("java.net.."))
                .or(resideInAPackage("java.math.."))
                .or(resideInAPackage("org.snakeyaml.."))
                .or(resideInAPackage("org.jspecify.."));
        classes().should().onlyDependOnClassesThat(known).check(CORE);
        classes().should().onlyDependOnClassesThat(known).check(ADAPTER);
        assertThat(ADAPTER.that(alwaysTrue())).isNotEmpty();
    }

    @Test
    void the_engine_does_not_know_the_adapter() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.ddlguard.pgjdbc..")
                .check(CORE);
    }
}
