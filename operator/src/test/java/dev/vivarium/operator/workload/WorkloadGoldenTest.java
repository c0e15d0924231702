package dev.vivarium.operator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.AgentConfigurationYaml;
import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.operator.pods.Blueprint;
import dev.vivarium.operator.resolve.ResolutionProblem;
import dev.vivarium.operator.resolve.StackResolver;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.resolve.WorkloadResolver;
import dev.vivarium.operator.settings.Images;
import dev.vivarium.operator.testkit.Golden;
import dev.vivarium.operator.testkit.Manifests;
import dev.vivarium.operator.workload.desired.WorkloadBlueprint;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WorkloadGoldenTest {
    private static final Images IMAGES =
            new Images("runtime:1", "collector:1", "prometheus:1", "alertmanager:1", "grafana:1");

    static List<Golden> cases() {
        return Golden.all("workload");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void childrenAreThoseOfTheGoldenFile(Golden golden) {
        var comments = new ArrayList<String>();
        var children = new ArrayList<HasMetadata>();
        for (var workload : workloads(golden.input())) {
            var resolution = new WorkloadResolver(golden.input(), new StackResolver(golden.input(), Optional.empty()))
                    .resolve(workload);
            resolution.problems().stream().map(ResolutionProblem::message).forEach(comments::add);
            var blueprint = new WorkloadBlueprint(IMAGES).of(workload, resolution);
            assertThat(blueprint).isInstanceOf(Blueprint.Children.class);
            children.addAll(((Blueprint.Children) blueprint).objects());
        }
        golden.assertOutput(comments, children);
        assertThat(children)
                .filteredOn(ConfigMap.class::isInstance)
                .as("an agent can read what it is given")
                .allSatisfy(map -> assertThat(new AgentConfigurationYaml()
                                .read(((ConfigMap) map).getData().get(AgentConfiguration.CONFIG_MAP_KEY)))
                        .isNotNull());
    }

    private static List<Workload> workloads(Manifests manifests) {
        var workloads = new ArrayList<Workload>();
        manifests.list(Agent.class).forEach(agent -> workloads.add(Workload.of(agent)));
        manifests.list(SubAgent.class).forEach(subAgent -> workloads.add(Workload.of(subAgent)));
        return workloads;
    }
}
