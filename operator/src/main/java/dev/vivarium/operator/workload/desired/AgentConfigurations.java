package dev.vivarium.operator.workload.desired;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.AgentConfiguration.Broker;
import dev.vivarium.agent.contract.AgentConfiguration.Delegation;
import dev.vivarium.agent.contract.AgentConfiguration.Limits;
import dev.vivarium.agent.contract.AgentConfiguration.McpServer;
import dev.vivarium.agent.contract.AgentConfiguration.Model;
import dev.vivarium.agent.contract.AgentConfiguration.SubAgent;
import dev.vivarium.agent.contract.AgentConfiguration.Telemetry;
import dev.vivarium.agent.contract.AgentConfiguration.Tiers;
import dev.vivarium.agent.contract.AgentConfiguration.Transport;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.api.v1alpha1.AllowedParent;
import dev.vivarium.api.v1alpha1.ModelSettings;
import dev.vivarium.api.v1alpha1.ParentKind;
import dev.vivarium.api.v1alpha1.TelemetrySpec;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.resolve.WorkloadResolution;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What an agent is told: its spec with every reference resolved. */
final class AgentConfigurations {
    private AgentConfigurations() {}

    static AgentConfiguration of(Workload workload, WorkloadResolution resolution) {
        var spec = workload.spec();
        return new AgentConfiguration(
                AgentConfiguration.CONTRACT_VERSION,
                workload.kind(),
                workload.name(),
                workload.namespace(),
                resolution.instructions().orElseThrow(),
                model(workload, resolution),
                tiers(workload, resolution),
                new Limits(
                        spec.limits().maxIterations(),
                        workload.turnsPerPod(),
                        spec.limits().turnTimeout()),
                new Transport(workload.isOnBus() ? "Queue" : "Http"),
                workload.queue()
                        .map(queue ->
                                new Broker(SecretFiles.brokerUrl(), BusNames.EXCHANGE, queue, workload.routingKey()))
                        .orElse(null),
                subAgents(resolution),
                mcpServers(resolution),
                delegation(workload),
                telemetry(spec.telemetry()),
                // They are in a file of their own, since a new price must not roll the pods.
                List.of());
    }

    private static Model model(Workload workload, WorkloadResolution resolution) {
        var fallbacks = workload.spec().models().entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("model.fallbacks"))
                .flatMap(entry -> usable(entry.getKey(), entry.getValue(), resolution).stream())
                .toList();
        return model("model", workload.spec().model(), resolution).withFallbacks(fallbacks);
    }

    private static Tiers tiers(Workload workload, WorkloadResolution resolution) {
        var tiers = workload.spec().tiers();
        var usable = new Tiers(
                usable("tiers.low", tiers.low(), resolution).orElse(null),
                usable("tiers.balanced", tiers.balanced(), resolution).orElse(null),
                usable("tiers.high", tiers.high(), resolution).orElse(null));
        return usable.equals(new Tiers(null, null, null)) ? null : usable;
    }

    /** Empty when there is no such model, or its key cannot be found. */
    private static Optional<Model> usable(String field, ModelSettings model, WorkloadResolution resolution) {
        return Optional.ofNullable(model)
                .filter(found -> found.apiKeySecretRef() == null
                        || resolution.modelKeys().containsKey(field))
                .map(found -> model(field, found, resolution));
    }

    private static Model model(String field, ModelSettings model, WorkloadResolution resolution) {
        return new Model(
                model.provider().apiName(),
                model.name(),
                model.baseUrl(),
                resolution.modelKeys().containsKey(field) ? SecretFiles.modelKey(field) : null,
                model.temperature(),
                model.maxOutputTokens(),
                model.timeout(),
                // The default is not written, so that it rolls no pods.
                model.maxRetries() == Model.DEFAULT_MAX_RETRIES ? null : model.maxRetries(),
                model.maxConcurrentCalls(),
                List.of());
    }

    private static List<SubAgent> subAgents(WorkloadResolution resolution) {
        return resolution.subAgents().stream()
                .map(target -> {
                    var subAgent = Workload.of(target.subAgent());
                    return new SubAgent(
                            subAgent.name(),
                            target.description(),
                            subAgent.routingKey(),
                            target.subAgent().getSpec().lifecycle().taskTimeout());
                })
                .toList();
    }

    private static List<McpServer> mcpServers(WorkloadResolution resolution) {
        return resolution.mcpServers().stream()
                .map(tools -> {
                    var name = tools.server().getMetadata().getName();
                    var headerFiles = new TreeMap<String, String>();
                    tools.headers()
                            .keySet()
                            .forEach(header -> headerFiles.put(header, SecretFiles.header(name, header)));
                    return new McpServer(name, tools.url(), tools.tools(), headerFiles);
                })
                .toList();
    }

    private static Telemetry telemetry(TelemetrySpec telemetry) {
        var semconv = switch (telemetry.semconv()) {
            // The default is not written, so that it rolls no pods.
            case LATEST -> null;
            case LEGACY -> AgentConfiguration.Semconv.LEGACY;
            case BOTH -> AgentConfiguration.Semconv.BOTH;
        };
        return new Telemetry(telemetry.captureContent(), semconv);
    }

    private static Delegation delegation(Workload workload) {
        return workload.subAgentSpec()
                .map(spec -> new Delegation(
                        spec.delegation().maxDepth(),
                        spec.allowedParents().stream()
                                .map(parent -> routingKey(workload.namespace(), parent))
                                .toList()))
                .orElse(null);
    }

    private static String routingKey(String namespace, AllowedParent parent) {
        return BusNames.routingKey(
                namespace, parent.kind() == ParentKind.AGENT ? Workload.AGENT : Workload.SUB_AGENT, parent.name());
    }
}
