package dev.vivarium.operator.observation;

import dev.vivarium.operator.observation.PollTarget.Resource;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.ResourceLabel;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks one Prometheus once, for everything that is to be known of its stack and of all that the stack serves. */
final class Poll {
    private static final String RULES_GROUP = "vivarium-loaded";
    private static final String STACK_KIND = "ObservabilityStack";
    private static final String COLLECTOR = "collector";
    private static final String KEY = Stream.of(ResourceLabel.NAMESPACE, ResourceLabel.KIND, ResourceLabel.NAME)
            .map(ResourceLabel::label)
            .collect(Collectors.joining(", "));

    private final PrometheusClient client;
    private final ReloadErrors reloadErrors;

    Poll(PrometheusClient client, ReloadErrors reloadErrors) {
        this.client = client;
        this.reloadErrors = reloadErrors;
    }

    /** What came of it. */
    record Result(StackObservation stack, Map<Resource, TelemetryObservation> resources) {
        Result {
            resources = Map.copyOf(resources);
        }

        /** Whether something that worked before does no longer. */
        boolean isSetbackFrom(Result before) {
            return (before.stack.reachable() && !stack.reachable())
                    || before.resources.entrySet().stream()
                            .anyMatch(entry -> entry.getValue().works()
                                    && !resources
                                            .getOrDefault(entry.getKey(), entry.getValue())
                                            .works());
        }
    }

    Result ask(PollTarget target) {
        try {
            return new Result(stack(target), resources(target));
        } catch (PrometheusException e) {
            var observation = new TelemetryObservation(false, false, false, 0, e.getMessage(), List.of());
            return new Result(
                    StackObservation.unreachable(e.getMessage()),
                    target.resources().stream()
                            .collect(Collectors.toMap(resource -> resource, resource -> observation)));
        }
    }

    private StackObservation stack(PollTarget target) throws PrometheusException {
        var loaded = client.ruleLabels(
                target.prometheus(),
                RULES_GROUP,
                Map.of(
                        "stack", target.stack().name(),
                        "stack_namespace", target.stack().namespace()),
                "shard",
                "hash");
        var failed = !loaded.equals(target.expectedRules()) && !client.reloadSucceeded(target.prometheus());
        var error = failed
                ? reloadErrors
                        .latest(target.stack())
                        .orElse("Prometheus cannot load its configuration or rules; its log says why")
                : "";
        return new StackObservation(true, "", loaded, error);
    }

    private Map<Resource, TelemetryObservation> resources(PollTarget target) throws PrometheusException {
        var sampled = resources(client.query(target.prometheus(), samples()));
        var unpriced = models(client.query(target.prometheus(), unpricedCalls()));
        var targets = client.targets(target.prometheus());
        var collectorUp = !target.collectorManaged() || collectorUp(targets, target.stack());
        var down = targets.stream()
                .filter(one -> !one.isUp())
                .collect(Collectors.groupingBy(one -> resource(one.labels())));
        var observations = new HashMap<Resource, TelemetryObservation>();
        for (var resource : target.resources()) {
            var failing = down.getOrDefault(resource, List.of());
            observations.put(
                    resource,
                    new TelemetryObservation(
                            true,
                            collectorUp,
                            sampled.contains(resource),
                            failing.size(),
                            failing.isEmpty() ? "" : failing.getFirst().lastError(),
                            unpriced.getOrDefault(resource, List.of())));
        }
        return observations;
    }

    /**
     * Whoever has a sample within Prometheus' lookback of five minutes: samples keep the time at which the agent took them, so that the last ones of an agent
     * that is gone do not count for longer, although the collector still offers them. Of an MCP server, which has metrics of its own making, it is enough
     * that Prometheus gets them.
     */
    static String samples() {
        var servers = "group by (" + KEY + ") (up{" + ResourceLabel.KIND.label() + "=\"McpServer\"} == 1)";
        var agents = Stream.of(
                        Catalog.TURNS.prometheusName(),
                        Catalog.ACTIVE_MESSAGES.prometheusName(),
                        Catalog.TURN_DURATION.count(),
                        Catalog.INFERENCE_DURATION.count(),
                        Catalog.INPUT_TOKENS.prometheusName(),
                        Catalog.MCP_CLIENT_DURATION.count())
                .map(series -> "group by (" + KEY + ") (" + series + "{" + ResourceLabel.NAME.label() + "!=\"\"})");
        return Stream.concat(agents, Stream.of(servers)).collect(Collectors.joining(" or "));
    }

    /** Whoever counted a call without a price within five minutes; a counter that was not there before has counted all that it says. */
    static String unpricedCalls() {
        var by = "sum by (" + KEY + ", " + Attribute.PROVIDER_NAME.label() + ", " + Attribute.REQUEST_MODEL.label()
                + ") (";
        var now = by + Catalog.UNPRICED_CALLS.prometheusName() + ")";
        var before = by + Catalog.UNPRICED_CALLS.prometheusName() + " offset 5m)";
        return "(" + now + " > " + before + ") or ((" + now + " > 0) unless " + before + ")";
    }

    private static boolean collectorUp(List<PrometheusClient.Target> targets, NamespacedName stack) {
        var collectors = targets.stream()
                .filter(target -> resource(target.labels()).equals(new Resource(STACK_KIND, stack))
                        && COLLECTOR.equals(target.label("container")))
                .toList();
        return !collectors.isEmpty() && collectors.stream().allMatch(PrometheusClient.Target::isUp);
    }

    /** The models of each resource, sorted. */
    private static Map<Resource, List<String>> models(List<Map<String, String>> series) {
        return series.stream()
                .collect(Collectors.groupingBy(
                        Poll::resource,
                        Collectors.collectingAndThen(
                                Collectors.mapping(
                                        labels -> labels.getOrDefault(Attribute.PROVIDER_NAME.label(), "unknown") + "/"
                                                + labels.getOrDefault(Attribute.REQUEST_MODEL.label(), "unknown"),
                                        Collectors.toCollection(TreeSet::new)),
                                List::copyOf)));
    }

    private static Set<Resource> resources(List<Map<String, String>> series) {
        var resources = new HashSet<Resource>();
        series.forEach(labels -> resources.add(resource(labels)));
        return resources;
    }

    private static Resource resource(Map<String, String> labels) {
        return new Resource(
                labels.getOrDefault(ResourceLabel.KIND.label(), ""),
                new NamespacedName(
                        labels.getOrDefault(ResourceLabel.NAMESPACE.label(), ""),
                        labels.getOrDefault(ResourceLabel.NAME.label(), "")));
    }
}
