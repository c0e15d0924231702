package dev.vivarium.operator.mcpserver;

import static dev.vivarium.operator.status.ConditionDraft.isFalse;
import static dev.vivarium.operator.status.ConditionDraft.isTrue;
import static dev.vivarium.operator.status.ConditionDraft.isUnknown;
import static dev.vivarium.operator.status.ConditionTypes.READY;
import static dev.vivarium.operator.status.ConditionTypes.RESOLVED_REFS;

import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.api.v1alpha1.DiscoveredTool;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.McpServerStatus;
import dev.vivarium.operator.mcpserver.desired.McpServerBlueprint;
import dev.vivarium.operator.mcpserver.discovery.DiscoveryResult;
import dev.vivarium.operator.mcpserver.discovery.DiscoveryResult.Failed;
import dev.vivarium.operator.mcpserver.discovery.DiscoveryResult.Found;
import dev.vivarium.operator.observation.TelemetryObservation;
import dev.vivarium.operator.resolve.McpServers;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.rollout.CommonConditions;
import dev.vivarium.operator.rollout.FiguresStatus;
import dev.vivarium.operator.rollout.TelemetryCondition;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.Conditions;
import dev.vivarium.operator.status.Reasons;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Computes the status of McpServers; it asks nobody and remembers nothing. */
final class McpServerStatuses {
    /** Reasons that a server gave by its answer, or by its silence. */
    private static final Set<String> OF_ANSWERS =
            Set.of(Reasons.READY, Reasons.MCP_UNREACHABLE, Reasons.MCP_ANSWER_TOO_LARGE);

    private final Conditions conditions;

    McpServerStatuses(Conditions conditions) {
        this.conditions = conditions;
    }

    /** @param before the status that the resource has; what a server offered when it was last asked stays in it */
    McpServerStatus compute(McpServer server, Optional<McpServerStatus> before, McpServerObservation seen) {
        var spec = server.getSpec();
        var generation = server.getMetadata().getGeneration();
        var earlier = before.map(McpServerStatus::conditions).orElse(List.of());
        var facts = facts(before, seen.discovery());
        var drafts = new ArrayList<>(List.of(
                CommonConditions.accepted(seen.invalid()),
                resolvedRefs(server, facts.tools(), seen),
                CommonConditions.programmed(seen.applied()),
                ready(server, earlier, seen)));
        if (spec.isDeployed()) {
            drafts.add(TelemetryCondition.of(seen.resolution().stack(), spec.replicas() > 0, seen.telemetry()));
        }
        var selector = Labels.OWNER_KIND + "=" + McpServerBlueprint.KIND + "," + Labels.OWNER_NAME + "="
                + server.getMetadata().getName();
        var stack = seen.resolution()
                .stack()
                .chosen()
                .map(NamespacedName::of)
                .map(NamespacedName::toString)
                .orElse(null);
        var figures = FiguresStatus.of(seen.telemetry().flatMap(TelemetryObservation::figures), figures(before, stack));
        return new McpServerStatus(
                generation,
                conditions.merge(earlier, drafts, generation),
                spec.isDeployed() ? seen.rollout().replicas() : null,
                spec.isDeployed() ? seen.rollout().readyReplicas() : null,
                spec.isDeployed() ? selector : null,
                McpServers.url(server),
                facts.tools(),
                facts.tools().size(),
                facts.serverName(),
                facts.serverVersion(),
                facts.protocolVersion(),
                stack,
                spec.isDeployed() ? figures.targets() : null);
    }

    /** Those of another stack are not its own. */
    private static Optional<FiguresStatus> figures(Optional<McpServerStatus> before, String stack) {
        return before.filter(status -> stack != null && stack.equals(status.stack()))
                .map(status -> new FiguresStatus(status.targets(), null, null));
    }

    private static Found facts(Optional<McpServerStatus> before, Optional<DiscoveryResult> discovery) {
        if (discovery.isPresent() && discovery.get() instanceof Found found) {
            return found;
        }
        return before.map(status -> new Found(
                        status.serverName(), status.serverVersion(), status.protocolVersion(), status.tools()))
                .orElseGet(() -> new Found(null, null, null, List.of()));
    }

    private static ConditionDraft resolvedRefs(
            McpServer server, List<DiscoveredTool> offered, McpServerObservation seen) {
        var missing = server.getSpec().tools().stream()
                .filter(tool -> offered.stream().noneMatch(found -> found.name().equals(tool)))
                .toList();
        if (missing.isEmpty()
                || offered.isEmpty()
                || !seen.resolution().problems().isEmpty()) {
            return CommonConditions.resolvedRefs(seen.resolution().problems());
        }
        return isFalse(
                RESOLVED_REFS,
                Reasons.TOOL_NOT_FOUND,
                "spec.tools: the server does not offer " + String.join(", ", missing));
    }

    private static ConditionDraft ready(McpServer server, List<Condition> earlier, McpServerObservation seen) {
        var notReady =
                CommonConditions.notReady(seen.invalid(), seen.resolution().problems(), seen.applied(), seen.rollout());
        if (notReady.isPresent()) {
            return notReady.get();
        }
        if (server.getSpec().isDeployed() && !seen.rollout().isReady()) {
            return seen.rollout().ready(pod -> List.of());
        }
        if (seen.resolution().headers().isEmpty()) {
            return isFalse(
                    READY,
                    Reasons.MCP_UNREACHABLE,
                    "it cannot be asked for its tools, because a header is missing; see ResolvedRefs");
        }
        if (seen.discovery().isEmpty()) {
            return notAsked(server, earlier);
        }
        return switch (seen.discovery().get()) {
            case Failed failed -> isFalse(READY, failed.reason(), failed.message());
            case Found found ->
                isTrue(READY, Reasons.READY, "it offers " + found.tools().size() + " tools");
        };
    }

    /** After a start of the operator what was said of the same generation stands until the server has answered. */
    private static ConditionDraft notAsked(McpServer server, List<Condition> earlier) {
        return Conditions.find(earlier, READY)
                .filter(ready -> server.getMetadata().getGeneration().equals(ready.observedGeneration()))
                .map(ready -> new ConditionDraft(ready.type(), ready.status(), ready.reason(), ready.message()))
                .filter(ready -> OF_ANSWERS.contains(ready.reason()))
                .orElseGet(() -> isUnknown(READY, Reasons.NOT_ASKED, "it has not answered yet which tools it offers"));
    }
}
