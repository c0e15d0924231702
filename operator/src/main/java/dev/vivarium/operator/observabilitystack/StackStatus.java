package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.AlertmanagerMode;
import dev.vivarium.api.v1alpha1.PrometheusMode;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import dev.vivarium.operator.alerting.AlertTarget;
import dev.vivarium.operator.apply.ApplyProblem;
import dev.vivarium.operator.observation.StackObservation;
import dev.vivarium.operator.promql.CustomExpressions;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.ConditionTypes;
import dev.vivarium.operator.status.Reasons;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/** Conditions of a stack, as a pure function of what was found. */
final class StackStatus {
    private StackStatus() {}

    /**
     * What was found.
     *
     * @param problem why the children are not as desired; empty when they are
     * @param workloads how each program of the stack is rolled out
     * @param expectedRules hash of the rules by shard, see {@link RuleShards#markers()}
     * @param observation empty while Prometheus was not asked
     */
    record Found(
            Optional<Problem> problem,
            List<Workload> workloads,
            SortedMap<String, String> expectedRules,
            Optional<StackObservation> observation) {
        Found {
            workloads = List.copyOf(workloads);
        }
    }

    /** @param reason of the condition Programmed */
    record Problem(String reason, String message) {
        static Problem of(ApplyProblem problem) {
            var reason = switch (problem) {
                case ApplyProblem.NameConflict conflict -> Reasons.NAME_CONFLICT;
                case ApplyProblem.Refused refused -> Reasons.REFUSED;
                case ApplyProblem.NotNow notNow -> Reasons.RETRYING;
            };
            return new Problem(reason, problem.message());
        }
    }

    /**
     * A program of the stack.
     *
     * @param reason of the condition Ready while it is not ready; empty when it is
     * @param message what is known of why
     */
    record Workload(String name, Optional<String> reason, String message) {
        boolean isReady() {
            return reason.isEmpty();
        }
    }

    static List<ConditionDraft> conditions(StackInput input, Found found) {
        return List.of(
                accepted(input, found),
                resolvedRefs(input),
                programmed(found),
                ready(found),
                StackTelemetry.condition(input.served(), found.observation()),
                alertRules(input, found));
    }

    private static ConditionDraft accepted(StackInput input, Found found) {
        var invalid = found.problem().filter(problem -> problem.reason().equals(Reasons.INVALID_SPEC));
        if (invalid.isPresent()) {
            return ConditionDraft.isFalse(
                    ConditionTypes.ACCEPTED, Reasons.INVALID_SPEC, invalid.get().message());
        }
        return ConditionDraft.isTrue(ConditionTypes.ACCEPTED, Reasons.ACCEPTED, String.join("; ", remarks(input)));
    }

    /** What is as it was asked for, and may surprise all the same. */
    private static List<String> remarks(StackInput input) {
        var spec = input.spec();
        if (spec.notifications().contactPoints().isEmpty()) {
            return List.of();
        }
        if (input.grafanaEvaluates()) {
            return TestRequests.request(input.stack()).isPresent()
                    ? List.of(
                            "no test notification is sent: Grafana sends the notifications; use Test on its page of contact points")
                    : List.of();
        }
        if (spec.prometheus().mode() == PrometheusMode.PROMETHEUS_OPERATOR) {
            var elsewhere = input.served().targets().stream()
                    .map(AlertTarget::namespace)
                    .filter(namespace -> !namespace.equals(input.namespace()))
                    .distinct()
                    .toList();
            return elsewhere.isEmpty()
                    ? List.of()
                    : List.of("alerts of agents in " + String.join(", ", elsewhere)
                            + " reach the contact points only if the Alertmanager's alertmanagerConfigMatcherStrategy is None or, with the Alertmanager in namespace "
                            + input.namespace() + ", OnNamespaceExceptForAlertmanagerNamespace");
        }
        return spec.alertmanager().mode() == AlertmanagerMode.EXTERNAL
                ? List.of("spec.notifications is not used: the external Alertmanager has its own")
                : List.of();
    }

    private static ConditionDraft resolvedRefs(StackInput input) {
        var problems = new ArrayList<String>();
        var reasons = new ArrayList<String>();
        Stream.concat(
                        references(input).stream().flatMap(reference -> input.secrets().problem(reference).stream()),
                        new BackEnds(input).problems().stream())
                .forEach(problem -> {
                    reasons.add(problem.reason());
                    problems.add(problem.message());
                });
        for (var problem : RawReceivers.problems(input)) {
            reasons.add(Reasons.INVALID_VALUE);
            problems.add(problem);
        }
        CustomExpressions.problems(input.spec().alertDefaults(), "spec.alertDefaults")
                .forEach((field, message) -> {
                    reasons.add(Reasons.INVALID_EXPRESSION);
                    problems.add(field + ": " + message);
                });
        if (!problems.isEmpty()) {
            return ConditionDraft.isFalse(
                    ConditionTypes.RESOLVED_REFS, reasons.getFirst(), String.join("; ", problems));
        }
        var missing = ScrapeScope.of(input).missing();
        return ConditionDraft.isTrue(
                ConditionTypes.RESOLVED_REFS,
                Reasons.RESOLVED,
                missing.isEmpty() ? "" : "served namespaces that do not exist: " + String.join(", ", missing));
    }

    private static List<SecretKeyRef> references(StackInput input) {
        return Stream.of(
                        PrometheusChildren.secretRefs(input),
                        AlertmanagerChildren.secretRefs(input),
                        GrafanaChildren.secretRefs(input))
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    private static ConditionDraft programmed(Found found) {
        return found.problem()
                .map(problem -> ConditionDraft.isFalse(ConditionTypes.PROGRAMMED, problem.reason(), problem.message()))
                .orElseGet(() -> ConditionDraft.isTrue(ConditionTypes.PROGRAMMED, Reasons.PROGRAMMED, ""));
    }

    private static ConditionDraft ready(Found found) {
        if (found.problem().isPresent()) {
            return ConditionDraft.isFalse(
                    ConditionTypes.READY,
                    Reasons.NOT_APPLIED,
                    found.problem().get().message());
        }
        var waiting = found.workloads().stream()
                .filter(workload -> !workload.isReady())
                .toList();
        if (waiting.isEmpty()) {
            return ConditionDraft.isTrue(ConditionTypes.READY, Reasons.READY, "");
        }
        // A reason that says what is wrong, rather than that it takes time.
        var telling = waiting.stream()
                .flatMap(workload -> workload.reason().stream())
                .filter(reason -> !reason.equals(Reasons.PROGRESSING))
                .findFirst()
                .orElse(Reasons.PROGRESSING);
        return ConditionDraft.isFalse(
                ConditionTypes.READY,
                telling,
                String.join("; ", waiting.stream().map(StackStatus::sentence).toList()));
    }

    private static String sentence(Workload workload) {
        return workload.name() + ": " + workload.message();
    }

    private static ConditionDraft alertRules(StackInput input, Found found) {
        var type = ConditionTypes.ALERT_RULES_PROGRAMMED;
        if (found.problem().isPresent()) {
            return ConditionDraft.isFalse(
                    type, Reasons.NOT_APPLIED, found.problem().get().message());
        }
        if (found.observation().isEmpty()) {
            return ConditionDraft.isUnknown(type, Reasons.NOT_OBSERVED, "Prometheus has not been asked yet");
        }
        var observation = found.observation().get();
        if (!observation.reachable()) {
            return ConditionDraft.isUnknown(type, Reasons.PROMETHEUS_UNREACHABLE, observation.error());
        }
        if (observation.loadedRules().equals(found.expectedRules())) {
            return ConditionDraft.isTrue(
                    type,
                    Reasons.RULES_LOADED,
                    input.grafanaEvaluates() ? "what Prometheus records is loaded; Grafana evaluates the alerts" : "");
        }
        if (!observation.reloadError().isEmpty()) {
            return ConditionDraft.isFalse(type, Reasons.RULES_LOAD_FAILED, observation.reloadError());
        }
        return ConditionDraft.isFalse(type, Reasons.RULES_PENDING, "Prometheus has not loaded the newest rules yet");
    }
}
