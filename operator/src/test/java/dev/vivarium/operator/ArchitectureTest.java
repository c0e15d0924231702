package dev.vivarium.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String[] PURE = {
        "..operator.alerting..",
        "..operator.links..",
        "..operator.dashboards..",
        "..operator.resolve..",
        "..operator.pods..",
        "..operator.workload.desired..",
        "..operator.mcpserver.desired.."
    };

    private final JavaClasses operator = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.vivarium.operator");

    @Test
    void whatIsDesiredDependsOnNoClusterAndNoController() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.fabric8.kubernetes.client.dsl..",
                        "io.fabric8.kubernetes.client.informers..",
                        "io.javaoperatorsdk..",
                        "io.quarkus..",
                        "jakarta..",
                        "java.net.http..",
                        "..operator.cluster..",
                        "..operator.apply..")
                .check(operator);
    }

    @Test
    void whatIsDesiredDependsOnNoTime() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.time.Clock")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(operator);
    }

    @Test
    void statusIsComputedWithoutAskingAnybody() {
        noClasses()
                .that()
                .haveNameMatching(
                        ".*\\.(WorkloadStatus|McpServerStatuses|Rollout|PodProblems|CommonConditions|TelemetryCondition)")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.fabric8.kubernetes.client.KubernetesClient")
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javaoperatorsdk..", "..operator.cluster..", "java.net.http..")
                .check(operator);
    }

    @Test
    void onlyTheApplierTheStatusWriterAndEventsWriteToTheCluster() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..operator.apply..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("io.fabric8.kubernetes.client.dsl.base.PatchContext")
                .check(operator);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.vivarium.operator.(*)..")
                .should()
                .beFreeOfCycles()
                .check(operator);
    }
}
