package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.operator.integration.PodMonitor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a Prometheus that Prometheus Operator runs takes its targets, its rules and its notifications from. */
final class PrometheusOperatorChildren {
    private final StackInput input;
    private final RuleResources rules;
    private final StackObjects objects;

    PrometheusOperatorChildren(StackInput input, RuleResources rules) {
        this.input = input;
        this.rules = rules;
        this.objects = new StackObjects(input);
    }

    List<HasMetadata> render() {
        var children = new ArrayList<HasMetadata>();
        children.add(podMonitor());
        children.addAll(rules.render());
        if (!input.grafanaEvaluates()) {
            new AlertmanagerRoutes(input).render().ifPresent(children::add);
        }
        return children;
    }

    /** What Prometheus calls the targets of the PodMonitor. */
    static String scrapePool(StackInput input) {
        return "podMonitor/" + input.namespace() + "/" + Component.PROMETHEUS.childName(input.name()) + "/0";
    }

    /** One for all pods of the stack, in whatever namespace: an agent that comes or goes changes nothing of it. */
    private PodMonitor podMonitor() {
        var metadata = new ObjectMetaBuilder(objects.metadata(Component.PROMETHEUS))
                .addToLabels(input.spec().prometheus().labels())
                .build();
        return new PodMonitor()
                .with(
                        PodMonitor.class,
                        metadata,
                        map(
                                "namespaceSelector",
                                namespaces(),
                                "selector",
                                map(
                                        "matchLabels",
                                        map(
                                                Labels.STACK_NAME,
                                                input.name(),
                                                Labels.STACK_NAMESPACE,
                                                input.namespace())),
                                "podMetricsEndpoints",
                                List.of(endpoint())));
    }

    private Map<String, Object> namespaces() {
        var scope = ScrapeScope.of(input);
        return scope.all() ? map("any", true) : map("matchNames", new ArrayList<>(scope.namespaces()));
    }

    /** Without a port, which would have to be a single name: which ports are scraped is a matter of relabelling. */
    private Map<String, Object> endpoint() {
        var relabelings = new ArrayList<Map<String, Object>>();
        Relabelling.steps().forEach(step -> relabelings.add(step.asPodMonitor()));
        relabelings.add(map("targetLabel", "job", "replacement", PrometheusConfig.JOB));
        // What Prometheus Operator adds, so that series are the same as those of a managed Prometheus.
        relabelings.add(map("action", "labeldrop", "regex", "namespace|pod|endpoint"));
        return map(
                // What comes through the collector says itself which pod it is of.
                "honorLabels",
                true,
                "interval",
                GoDuration.format(input.scrapeInterval()),
                "scrapeTimeout",
                GoDuration.format(ScrapeInterval.timeout(input.scrapeInterval())),
                "relabelings",
                relabelings);
    }
}
