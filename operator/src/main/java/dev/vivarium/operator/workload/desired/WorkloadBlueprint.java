package dev.vivarium.operator.workload.desired;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.AgentConfigurationYaml;
import dev.vivarium.agent.contract.PriceList;
import dev.vivarium.operator.pods.Blueprint;
import dev.vivarium.operator.pods.InvalidSpecException;
import dev.vivarium.operator.pods.PodParts;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.resolve.WorkloadResolution;
import dev.vivarium.operator.settings.Images;
import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The children of Agents and SubAgents: ServiceAccount, ConfigMap, Service and Deployment. */
public final class WorkloadBlueprint {
    /** A ConfigMap holds at most 1 MiB; some of it is left to the object around the data. */
    private static final int MAX_CONFIGURATION_BYTES = 1_000_000;

    private final AgentConfigurationYaml yaml = new AgentConfigurationYaml();
    private final WorkloadDeployment deployment = new WorkloadDeployment();
    private final PriceLists priceLists = new PriceLists();
    private final Images images;

    public WorkloadBlueprint(Images images) {
        this.images = images;
    }

    /** What there is while the agent has nothing to do. */
    public Blueprint of(Workload workload, WorkloadResolution resolution) {
        return of(workload, resolution, workload.restingReplicas());
    }

    /** @param resolution of which {@link WorkloadResolution#canRun()} holds */
    public Blueprint of(Workload workload, WorkloadResolution resolution, int replicas) {
        return Blueprint.of(() -> children(workload, resolution, replicas));
    }

    private List<HasMetadata> children(Workload workload, WorkloadResolution resolution, int replicas) {
        var labels = PodParts.labels(workload.kind().toLowerCase(Locale.ROOT), workload.kind(), workload.name());
        var configuration = yaml.write(AgentConfigurations.of(workload, resolution));
        var prices = priceLists.of(workload, resolution).map(yaml::write);
        if (configuration.getBytes(StandardCharsets.UTF_8).length
                        + prices.orElse("").getBytes(StandardCharsets.UTF_8).length
                > MAX_CONFIGURATION_BYTES) {
            throw new InvalidSpecException(
                    Reasons.INVALID_SPEC,
                    "the configuration of the agent is larger than " + MAX_CONFIGURATION_BYTES
                            + " bytes; shorten its instructions");
        }
        var image = workload.spec().image() == null
                ? images.agentRuntime()
                : workload.spec().image();
        return List.of(
                PodParts.serviceAccount(workload.namespace(), workload.childName(), labels),
                configMap(workload, labels, configuration, prices),
                service(workload, labels),
                deployment.of(workload, resolution, replicas, labels, image, configuration));
    }

    private static ConfigMap configMap(
            Workload workload, Map<String, String> labels, String configuration, Optional<String> prices) {
        var data = new TreeMap<>(Map.of(AgentConfiguration.CONFIG_MAP_KEY, configuration));
        prices.ifPresent(list -> data.put(PriceList.CONFIG_MAP_KEY, list));
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(workload.namespace())
                .withName(workload.childName())
                .withLabels(labels)
                .endMetadata()
                .withData(data)
                .build();
    }

    private static Service service(Workload workload, Map<String, String> labels) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(workload.namespace())
                .withName(workload.childName())
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withSelector(PodParts.selector(workload.kind(), workload.name()))
                .addNewPort()
                .withName(WorkloadDeployment.HTTP_PORT)
                .withProtocol("TCP")
                .withPort(AgentConfiguration.HTTP_PORT)
                .withNewTargetPort(WorkloadDeployment.HTTP_PORT)
                .endPort()
                .endSpec()
                .build();
    }
}
