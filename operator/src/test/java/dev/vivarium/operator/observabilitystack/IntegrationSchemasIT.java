package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.integration.IntegrationResource;
import dev.vivarium.operator.integration.PrometheusRule;
import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.Definitions;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is made for other operators is of the form that they define, to the last field. */
@ExtendWith(ApiServer.class)
class IntegrationSchemasIT {
    private static ApiServer.Instance server;
    private static Definitions prometheusOperator;
    private static Definitions grafanaOperator;
    private static Sandbox sandbox;

    @TempDir
    private Path directory;

    @BeforeAll
    static void install(ApiServer.Instance instance) throws IOException, InterruptedException {
        server = instance;
        prometheusOperator = Definitions.of("prometheus-operator", server.client());
        grafanaOperator = Definitions.of("grafana-operator", server.client());
        prometheusOperator.install(server.client());
        grafanaOperator.install(server.client());
        sandbox = new Sandbox(server.client());
    }

    @AfterAll
    static void uninstall() {
        sandbox.close();
        prometheusOperator.uninstall(server.client());
        grafanaOperator.uninstall(server.client());
    }

    static List<StackCase> cases() {
        return StackCase.all().stream()
                .filter(golden -> !resources(golden).isEmpty())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theApiServerAcceptsEveryFieldOfTheGoldenFile(StackCase golden) {
        assertThat(resources(golden)).allSatisfy(IntegrationSchemasIT::assertAccepted);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theApiServerAcceptsTheRealRulesAndDashboards(StackCase golden) {
        assertThat(resources(realChildren(golden))).allSatisfy(IntegrationSchemasIT::assertAccepted);
    }

    @Test
    void aFieldThatIsNotDefinedIsRefused() {
        var rule = resources(StackCase.named("prometheus-operator")).stream()
                .filter(PrometheusRule.class::isInstance)
                .findFirst()
                .orElseThrow();
        rule.setSpec(Map.of("groups", List.of(Map.of("name", "a", "rulez", List.of()))));

        assertThatThrownBy(() -> assertAccepted(rule))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("rulez");
    }

    @Test
    void promtoolAcceptsWhatPrometheusOperatorMakesFilesOf() throws IOException, InterruptedException {
        var promtool = Program.find("promtool", directory);
        var yaml = new YAMLMapper();
        for (var resource : resources(realChildren(StackCase.named("prometheus-operator")))) {
            if (resource instanceof PrometheusRule rule) {
                var file = directory.resolve(rule.getMetadata().getName() + ".yaml");
                Files.writeString(file, yaml.writeValueAsString(rule.getSpec()));
                var result = promtool.run(Map.of(), "check", "rules", "--lint-fatal", file.toString());
                assertThat(result.exitCode()).as(file + ": " + result.output()).isZero();
            }
        }
        assertThat(directory.resolve("shared-prometheus-llm.yaml")).exists();
    }

    private static StackChildren realChildren(StackCase golden) {
        var manifests = golden.manifests();
        var stack = manifests.only(ObservabilityStack.class);
        return StackChildren.of(
                StackInput.resolve(stack, manifests, StackCase.SETTINGS, StackCase.EVERYWHERE), () -> "");
    }

    private static List<IntegrationResource> resources(StackCase golden) {
        return resources(golden.children());
    }

    private static List<IntegrationResource> resources(StackChildren children) {
        return children.objects().stream()
                .filter(IntegrationResource.class::isInstance)
                .map(IntegrationResource.class::cast)
                .toList();
    }

    private static void assertAccepted(IntegrationResource resource) {
        resource.getMetadata().setNamespace(sandbox.namespace());
        var accepted = server.client()
                .resource(resource)
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager("test")
                        .withFieldValidation("Strict")
                        .withDryRun(List.of("All"))
                        .build());
        assertThat(accepted.getMetadata().getName())
                .isEqualTo(resource.getMetadata().getName());
    }
}
