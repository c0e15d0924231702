package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.AlertEvaluator;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.ObservabilityStackSpec;
import dev.vivarium.api.v1alpha1.PrometheusMode;
import dev.vivarium.operator.alerting.AlertRules;
import dev.vivarium.operator.alerting.AlertingInput;
import dev.vivarium.operator.alerting.GrafanaAlert;
import dev.vivarium.operator.alerting.GrafanaAlerts;
import dev.vivarium.operator.dashboards.DashboardInput;
import dev.vivarium.operator.dashboards.Dashboards;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.ResourceLookup;
import dev.vivarium.operator.settings.OperatorSettings;
import dev.vivarium.operator.settings.WatchedNamespaces;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Everything that the children of one stack are made from.
 *
 * @param served what uses the stack
 * @param lookup what the references of the spec are resolved by
 * @param rules content of the rule files by file name
 * @param alerts those that Grafana evaluates, which are not in the rule files
 * @param dashboards JSON of the dashboards by file name
 */
public record StackInput(
        ObservabilityStack stack,
        ServedResources served,
        ResourceLookup lookup,
        OperatorSettings settings,
        WatchedNamespaces watched,
        SortedMap<String, String> rules,
        List<GrafanaAlert> alerts,
        SortedMap<String, String> dashboards) {
    public StackInput {
        rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
        alerts = List.copyOf(alerts);
        dashboards = Collections.unmodifiableSortedMap(new TreeMap<>(dashboards));
    }

    /**
     * Finds out what the stack serves, and makes its rules and dashboards.
     *
     * @throws IllegalArgumentException when a threshold is not of the form that the API demands
     */
    public static StackInput resolve(
            ObservabilityStack stack, ResourceLookup lookup, OperatorSettings settings, WatchedNamespaces watched) {
        var id = NamespacedName.of(stack);
        var spec = stack.getSpec();
        var served = ServedResources.of(id, lookup, settings.defaultStack());
        var alerting = new AlertingInput(
                id,
                spec.alertDefaults(),
                served.targets(),
                Optional.ofNullable(spec.grafana().url()),
                settings.runbookBaseUrl(),
                ScrapeInterval.of(spec));
        var byGrafana = spec.alerting().evaluator() == AlertEvaluator.GRAFANA;
        var rules = byGrafana ? AlertRules.renderRecordings(alerting) : AlertRules.render(alerting);
        var alerts = byGrafana ? GrafanaAlerts.of(alerting) : List.<GrafanaAlert>of();
        var dashboards = Dashboards.render(new DashboardInput(id, spec.alertDefaults(), served.targets()));
        return new StackInput(stack, served, lookup, settings, watched, rules, alerts, dashboards);
    }

    /** A stack that serves nothing any more, since it is going: unlike {@link #resolve} it cannot fail. */
    static StackInput ofNothing(
            ObservabilityStack stack, ResourceLookup lookup, OperatorSettings settings, WatchedNamespaces watched) {
        return new StackInput(
                stack, ServedResources.NONE, lookup, settings, watched, new TreeMap<>(), List.of(), new TreeMap<>());
    }

    /** The rule files as Prometheus gets them: one that is not the stack's own may have those of other stacks too. */
    SortedMap<String, String> rulesAsLoaded() {
        return ownsPrometheus() ? rules : new SharedPrometheus(id()).rules(rules);
    }

    /** Makes of an expression for a Prometheus of the stack's own one for the Prometheus that it is. */
    UnaryOperator<String> expressionsAsLoaded() {
        return ownsPrometheus() ? expression -> expression : new SharedPrometheus(id())::expression;
    }

    boolean grafanaEvaluates() {
        return spec().alerting().evaluator() == AlertEvaluator.GRAFANA;
    }

    /** The dashboards as Grafana gets them. */
    SortedMap<String, String> dashboardsAsLoaded() {
        return ownsPrometheus() ? dashboards : new SharedPrometheus(id()).dashboards(dashboards);
    }

    /** Whether no other stack has its rules and alerts there. */
    boolean ownsPrometheus() {
        return spec().prometheus().mode() == PrometheusMode.MANAGED;
    }

    /** What of the collector's back ends cannot be used, and why. */
    public List<String> backEndProblems() {
        return new BackEnds(this)
                .problems().stream().map(ReferenceProblem::message).toList();
    }

    ObservabilityStackSpec spec() {
        return stack.getSpec();
    }

    NamespacedName id() {
        return NamespacedName.of(stack);
    }

    String namespace() {
        return stack.getMetadata().getNamespace();
    }

    String name() {
        return stack.getMetadata().getName();
    }

    Duration scrapeInterval() {
        return ScrapeInterval.of(spec());
    }

    Secrets secrets() {
        return new Secrets(lookup, namespace());
    }
}
