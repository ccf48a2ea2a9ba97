/* SPDX-License-Identifier: Apache-2.0 */
package io.github.koopwatch.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The walls inside the agent; those between modules are kept by the build. */
class LayersTest {
    private static final String AGENT = "io.github.koopwatch.agent.";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.github.koopwatch.agent");

    @Test
    void ingest_knowsNoMathematicsAndNoTopology() {
        noClasses()
                .that()
                .resideInAPackage(AGENT + "ingest..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.github.koopwatch.koopman..", "io.github.koopwatch.streams..", "org.ejml..")
                .check(CLASSES);
    }

    @Test
    void readModelMetricsAndHttp_knowNoMathematicsAndNoTopology() {
        noClasses()
                .that()
                .resideInAnyPackage(AGENT + "readmodel..", AGENT + "metrics..", AGENT + "http..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.github.koopwatch.koopman..", "io.github.koopwatch.streams..", "org.ejml..")
                .check(CLASSES);
    }

    @Test
    void onlyTheCommandLine_putsServicesTogether() {
        noClasses()
                .that()
                .resideOutsideOfPackages(AGENT + "service..", AGENT + "cli..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AGENT + "service..", AGENT + "cli..")
                .check(CLASSES);
    }

    @Test
    void packages_formNoCycle() {
        slices().matching("io.github.koopwatch.agent.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
