package io.ddlguard.driver;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What keeps the registered driver loadable where pgjdbc or Flyway is not. */
@AnalyzeClasses(packages = "io.ddlguard.driver", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule one_class_names_a_pgjdbc_type = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("io.ddlguard.driver.GuardedRefCursorResultSet")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.postgresql..");

    @ArchTest
    static final ArchRule one_package_names_flyway = noClasses()
            .that()
            .resideOutsideOfPackage("io.ddlguard.driver.flyway")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.flywaydb..", "io.ddlguard.driver.flyway");

    @ArchTest
    static final ArchRule the_plugin_links_without_flyways_postgresql_module =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.flywaydb.database..");

    @ArchTest
    static final ArchRule the_engine_is_reached_by_its_facade = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.ddlguard.sql..",
                    "io.ddlguard.change..",
                    "io.ddlguard.catalog..",
                    "io.ddlguard.policy..",
                    "io.ddlguard.rule..",
                    "io.ddlguard.plan..",
                    "io.ddlguard.execute..",
                    "io.ddlguard.report..",
                    "io.ddlguard.pgparser..",
                    "net.bytebuddy..");
}
