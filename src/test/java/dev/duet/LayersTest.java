package dev.duet;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The house: arrows run down only, and vectors live in the cellar. docs/architecture.md has the picture. */
@AnalyzeClasses(packages = "dev.duet", importOptions = DoNotIncludeTests.class)
class LayersTest {
    @ArchTest
    static final ArchRule VECTORS_ONLY_IN_LANES = noClasses()
            .that()
            .resideOutsideOfPackage("dev.duet.lanes..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("jdk.incubator.vector..");

    @ArchTest
    static final ArchRule ARROWS_RUN_DOWN = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .withOptionalLayers(true)
            .layer("faces")
            .definedBy("dev.duet.cli..", "dev.duet.explorer..", "dev.duet.python..")
            .layer("io")
            .definedBy("dev.duet.io..")
            .layer("report")
            .definedBy("dev.duet.report..")
            .layer("api")
            .definedBy("dev.duet.api..")
            .layer("assign")
            .definedBy("dev.duet.assign..")
            .layer("lanes")
            .definedBy("dev.duet.lanes..")
            .whereLayer("faces")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("report")
            .mayOnlyBeAccessedByLayers("faces")
            .whereLayer("io")
            .mayOnlyBeAccessedByLayers("faces", "report")
            .whereLayer("api")
            .mayOnlyBeAccessedByLayers("faces", "io", "report")
            .whereLayer("assign")
            .mayOnlyBeAccessedByLayers("faces", "io", "report", "api")
            .whereLayer("lanes")
            .mayOnlyBeAccessedByLayers("api", "assign");

    /** Or it would prove nothing. */
    @ArchTest
    static final ArchRule THE_REFERENCE_SHARES_NO_ARITHMETIC = noClasses()
            .that()
            .resideInAPackage("dev.duet.assign.reference..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("dev.duet.lanes..", "dev.duet.api..");

    @ArchTest
    static final ArchRule ONLY_FACES_TALK_TO_THE_TERMINAL = noClasses()
            .that()
            .resideOutsideOfPackages("dev.duet.cli..", "dev.duet.explorer..", "dev.duet.python..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("picocli..", "me.tongfei..");
}
