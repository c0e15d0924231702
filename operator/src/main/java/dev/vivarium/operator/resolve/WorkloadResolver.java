package dev.vivarium.operator.resolve;

import static dev.vivarium.operator.resolve.ResolutionProblem.blocks;
import static dev.vivarium.operator.resolve.ResolutionProblem.degrades;

import dev.vivarium.api.v1alpha1.BrokerSpec;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.McpServerReference;
import dev.vivarium.api.v1alpha1.ParentKind;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.api.v1alpha1.SubAgentReference;
import dev.vivarium.operator.promql.CustomExpressions;
import dev.vivarium.operator.resolve.ResolutionProblem.Effect;
import dev.vivarium.operator.resolve.ValueResolver.Form;
import dev.vivarium.operator.resolve.WorkloadResolution.DelegationTarget;
import dev.vivarium.operator.resolve.WorkloadResolution.ToolServer;
import dev.vivarium.operator.status.Reasons;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Resolves the references of Agents and SubAgents. A sub-agent or an MCP server that cannot be used only leaves that tool out; without its instructions,
 * its API key or its broker an agent cannot run at all. A fallback or a tier's model whose API key is missing is left out too. Cycles between sub-agents are allowed: {@code delegation.maxDepth} bounds them.
 */
public final class WorkloadResolver {
    private final ResourceLookup lookup;
    private final StackResolver stacks;

    public WorkloadResolver(ResourceLookup lookup, StackResolver stacks) {
        this.lookup = lookup;
        this.stacks = stacks;
    }

    public WorkloadResolution resolve(Workload workload) {
        return new Pass(workload).run();
    }

    private final class Pass {
        private final Workload workload;
        private final List<ResolutionProblem> problems = new ArrayList<>();
        private final ValueResolver values;
        private final StackChoice stack;

        Pass(Workload workload) {
            this.workload = workload;
            this.values = new ValueResolver(lookup, workload.namespace(), problems::add);
            this.stack = stacks.choose(workload.namespace(), workload.spec().telemetry());
        }

        WorkloadResolution run() {
            var modelKeys = modelKeys();
            var instructions = instructions();
            stack.problem().ifPresent(problems::add);
            var brokerUrl = broker();
            var environment = values.environment(workload.spec().env());
            var subAgents = new ArrayList<DelegationTarget>();
            for (var i = 0; i < workload.spec().subAgents().size(); i++) {
                subAgent(workload.spec().subAgents().get(i), "spec.subAgents[" + i + "].name")
                        .ifPresent(subAgents::add);
            }
            var mcpServers = new ArrayList<ToolServer>();
            for (var i = 0; i < workload.spec().mcpServers().size(); i++) {
                mcpServer(workload.spec().mcpServers().get(i), "spec.mcpServers[" + i + "]")
                        .ifPresent(mcpServers::add);
            }
            CustomExpressions.problems(workload.spec().alerts(), "spec.alerts")
                    .forEach((field, message) -> problems.add(degrades(Reasons.INVALID_EXPRESSION, field, message)));
            return new WorkloadResolution(
                    stack, instructions, modelKeys, brokerUrl, environment, subAgents, mcpServers, problems);
        }

        private Map<String, ResolvedSecret> modelKeys() {
            var keys = new TreeMap<String, ResolvedSecret>();
            workload.spec().models().forEach((field, model) -> {
                if (model.apiKeySecretRef() != null) {
                    // Without one of the others there is still the agent's own model.
                    var effect = model == workload.spec().model() ? Effect.BLOCKS : Effect.DEGRADES;
                    values.secret(model.apiKeySecretRef(), "spec." + field + ".apiKeySecretRef", Form.NOT_BLANK, effect)
                            .ifPresent(secret -> keys.put(field, secret));
                }
            });
            return keys;
        }

        private Optional<String> instructions() {
            var instructions = workload.spec().instructions();
            var reference = instructions.configMapKeyRef();
            var field = reference == null ? "spec.instructions.inline" : "spec.instructions.configMapKeyRef";
            var text =
                    reference == null ? Optional.ofNullable(instructions.inline()) : values.configMap(reference, field);
            if (text.isPresent() && text.get().isBlank()) {
                problems.add(blocks(
                        Reasons.INVALID_VALUE,
                        field,
                        reference == null
                                ? "the instructions are empty"
                                : "key " + reference.key() + " of ConfigMap " + reference.name() + " is empty"));
                return Optional.empty();
            }
            return text;
        }

        private Optional<ResolvedSecret> broker() {
            if (!workload.isOnBus()) {
                return Optional.empty();
            }
            var reference = brokerReference(stack);
            if (reference.isEmpty()) {
                problems.add(blocks(
                        Reasons.NO_BROKER,
                        "spec.transport.mode",
                        "Queue needs a message broker and "
                                + stack.chosen()
                                        .map(chosen -> "ObservabilityStack " + NamespacedName.of(chosen)
                                                + " names none in spec.broker")
                                        .orElse("there is no ObservabilityStack to name one")
                                + "; Http needs none"));
                return Optional.empty();
            }
            return values.secret(
                    reference.get(),
                    "spec.broker.rabbitmq.urlSecretRef of ObservabilityStack "
                            + NamespacedName.of(stack.chosen().orElseThrow()),
                    Form.AMQP_URL,
                    Effect.BLOCKS);
        }

        private Optional<DelegationTarget> subAgent(SubAgentReference reference, String field) {
            var found = lookup.find(SubAgent.class, workload.namespace(), reference.name());
            if (found.isEmpty()) {
                return without(degrades(
                        Reasons.SUB_AGENT_NOT_FOUND,
                        field,
                        "SubAgent " + reference.name() + " does not exist in namespace " + workload.namespace()));
            }
            var target = Workload.of(found.get());
            var spec = found.get().getSpec();
            if (!consents(spec.allowedParents())) {
                return without(degrades(
                        Reasons.DELEGATION_NOT_ALLOWED,
                        field,
                        "SubAgent " + reference.name() + " does not list " + workload.kind() + " " + workload.name()
                                + " in spec.allowedParents"));
            }
            if (!workload.isOnBus() || !target.isOnBus()) {
                return without(degrades(
                        Reasons.NOT_ON_BUS,
                        field,
                        (workload.isOnBus() ? "SubAgent " + reference.name() : "this " + workload.kind())
                                + " has spec.transport.mode Http; tasks are delegated over the bus and need Queue"));
            }
            var targetBroker = brokerReference(stacks.choose(workload.namespace(), spec.telemetry()));
            if (!targetBroker.equals(brokerReference(stack))) {
                return without(degrades(
                        Reasons.SUB_AGENT_ON_OTHER_BROKER,
                        field,
                        "SubAgent " + reference.name() + " takes its tasks from another broker"));
            }
            return Optional.of(new DelegationTarget(
                    found.get(), reference.description() == null ? spec.description() : reference.description()));
        }

        private boolean consents(List<dev.vivarium.api.v1alpha1.AllowedParent> allowed) {
            var kind = Workload.AGENT.equals(workload.kind()) ? ParentKind.AGENT : ParentKind.SUB_AGENT;
            return allowed.isEmpty()
                    || allowed.stream()
                            .anyMatch(parent ->
                                    parent.kind() == kind && parent.name().equals(workload.name()));
        }

        private Optional<ToolServer> mcpServer(McpServerReference reference, String field) {
            var found = lookup.find(McpServer.class, workload.namespace(), reference.name());
            if (found.isEmpty()) {
                return without(degrades(
                        Reasons.MCP_SERVER_NOT_FOUND,
                        field + ".name",
                        "McpServer " + reference.name() + " does not exist in namespace " + workload.namespace()));
            }
            var server = found.get();
            var offered = server.getSpec().tools();
            var refused = reference.tools().stream()
                    .filter(tool -> !offered.isEmpty() && !offered.contains(tool))
                    .toList();
            if (!refused.isEmpty()) {
                problems.add(degrades(
                        Reasons.TOOL_NOT_ALLOWED,
                        field + ".tools",
                        "McpServer " + reference.name() + " does not list " + String.join(", ", refused)
                                + " in spec.tools"));
            }
            var tools = reference.tools().isEmpty()
                    ? offered
                    : reference.tools().stream()
                            .filter(tool -> !refused.contains(tool))
                            .toList();
            if (tools.isEmpty() && !refused.isEmpty()) {
                return Optional.empty(); // An empty list would stand for every tool.
            }
            if (!reference.tools().isEmpty()) {
                // They stay in the agent's configuration: it can call them from the moment that the server offers them.
                DiscoveredTools.problem(server, tools)
                        .ifPresent(
                                message -> problems.add(degrades(Reasons.TOOL_NOT_FOUND, field + ".tools", message)));
            }
            var headers = McpServers.headers(server, values, field + ".name");
            return headers.map(resolved -> new ToolServer(server, McpServers.url(server), tools, resolved));
        }

        private <T> Optional<T> without(ResolutionProblem problem) {
            problems.add(problem);
            return Optional.empty();
        }
    }

    private static Optional<SecretKeyRef> brokerReference(StackChoice stack) {
        return stack.chosen()
                .map(chosen -> chosen.getSpec().broker())
                .map(BrokerSpec::rabbitmq)
                .map(rabbitmq -> rabbitmq.urlSecretRef());
    }
}
