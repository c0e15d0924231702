package dev.vivarium.operator.observation;

import dev.vivarium.operator.alerting.StackLabels;
import dev.vivarium.operator.budget.BudgetSpend;
import dev.vivarium.operator.observation.PollTarget.Resource;
import dev.vivarium.operator.observation.PrometheusClient.Sample;
import dev.vivarium.operator.observation.PrometheusClient.Target;
import dev.vivarium.operator.observation.Remembered.Spent;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.ResourceLabel;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Asks one Prometheus once, for everything that is to be known of its stack and of all that the stack serves. */
final class Poll {
    private static final String RULES_GROUP = "vivarium-loaded";
    private static final String STACK_KIND = "ObservabilityStack";
    private static final String COLLECTOR = "collector";
    private static final Set<String> SPENDERS = Set.of(Workload.AGENT, Workload.SUB_AGENT);
    private static final String KEY = Stream.of(ResourceLabel.NAMESPACE, ResourceLabel.KIND, ResourceLabel.NAME)
            .map(ResourceLabel::label)
            .collect(Collectors.joining(", "));

    private final PrometheusClient client;
    private final ReloadErrors reloadErrors;
    private final Clock clock;

    Poll(PrometheusClient client, ReloadErrors reloadErrors, Clock clock) {
        this.client = client;
        this.reloadErrors = reloadErrors;
        this.clock = clock;
    }

    /** What came of it. */
    record Result(StackObservation stack, Map<Resource, TelemetryObservation> resources, Remembered remembered) {
        Result {
            resources = Map.copyOf(resources);
        }

        /** Whether something that worked before does no longer. */
        boolean isSetbackFrom(Result before) {
            return (before.stack.reachable() && !stack.reachable())
                    || (before.stack.targetsDown() == 0 && stack.targetsDown() > 0)
                    || before.resources.entrySet().stream()
                            .anyMatch(entry -> entry.getValue().works()
                                    && !resources
                                            .getOrDefault(entry.getKey(), entry.getValue())
                                            .works());
        }
    }

    /** Everything that was answered. */
    private record Answers(
            Set<Resource> sampled,
            Map<Resource, List<String>> unpriced,
            List<Target> targets,
            FiringAlerts alerts,
            Map<Resource, Spend> spend,
            Map<Resource, BudgetSpend> ofBudgets) {}

    /** @param before what the last round left */
    Result ask(PollTarget target, Remembered before) {
        try {
            var loaded = client.ruleLabels(
                    target.prometheus(),
                    RULES_GROUP,
                    Map.of(
                            StackLabels.STACK, target.stack().name(),
                            StackLabels.STACK_NAMESPACE, target.stack().namespace()),
                    "shard",
                    "hash");
            var rules = before.rules().next(target, loaded);
            var reloadError = loaded.equals(target.expectedRules()) ? "" : reloadError(target);
            var spent = spent(target, before.spent());
            var answers = answers(target, spent);
            var collectorUp = !target.collectorManaged() || collectorUp(answers.targets(), target.stack());
            return new Result(
                    new StackObservation(
                            true,
                            "",
                            loaded,
                            reloadError,
                            collectorUp,
                            target.resources().keySet().stream()
                                    .filter(resource -> !answers.sampled().contains(resource))
                                    .collect(Collectors.toSet()),
                            Optional.of(figures(target, answers))),
                    resources(target, answers, collectorUp, rules, reloadError),
                    new Remembered(rules, Optional.of(spent)));
        } catch (PrometheusException e) {
            var observation = TelemetryObservation.unreachable(e.getMessage());
            return new Result(
                    StackObservation.unreachable(e.getMessage()),
                    target.resources().keySet().stream()
                            .collect(Collectors.toMap(resource -> resource, resource -> observation)),
                    before);
        }
    }

    private String reloadError(PollTarget target) throws PrometheusException {
        return client.reloadSucceeded(target.prometheus())
                ? ""
                : reloadErrors
                        .latest(target.stack())
                        .orElse("Prometheus cannot load its configuration or rules; its log says why");
    }

    private Answers answers(PollTarget target, Spent spent) throws PrometheusException {
        var prometheus = target.prometheus();
        return new Answers(
                client.query(prometheus, samples()).stream()
                        .map(sample -> resource(sample.labels()))
                        .collect(Collectors.toSet()),
                models(client.query(prometheus, unpricedCalls())),
                client.targets(prometheus),
                FiringAlerts.of(client.query(prometheus, FiringAlerts.expression(target.stack(), prometheus.shared()))),
                spend(target, spent),
                spent.ofBudgets());
    }

    private Spent spent(PollTarget target, Optional<Spent> before) throws PrometheusException {
        var prometheus = target.prometheus();
        var window = SpendWindow.at(clock.instant());
        var known = before.filter(spent -> spent.answers(target, window));
        if (known.isPresent()) {
            return known.get();
        }
        var amounts = new HashMap<Resource, BigDecimal>();
        if (!window.isEmpty()) {
            for (var sample : client.query(prometheus, window.expression(), window.end())) {
                amount(sample.value()).ifPresent(usd -> amounts.put(resource(sample.labels()), usd));
            }
        }
        return new Spent(prometheus, window, amounts, target.budgets(), ofBudgets(target, window));
    }

    private Map<Resource, BudgetSpend> ofBudgets(PollTarget target, SpendWindow window) throws PrometheusException {
        if (target.budgets().isEmpty()) {
            return Map.of();
        }
        var question = new BudgetQuestion(target.budgets(), window.end());
        return question.answer(client.query(target.prometheus(), question.expression(), window.end()));
    }

    /** Of every agent; one that is not in the answer has spent nothing. */
    private static Map<Resource, Spend> spend(PollTarget target, Spent spent) {
        return target.resources().keySet().stream()
                .filter(resource -> SPENDERS.contains(resource.kind()))
                .collect(Collectors.toMap(
                        resource -> resource,
                        resource -> new Spend(
                                spent.window().day(), spent.amounts().getOrDefault(resource, BigDecimal.ZERO))));
    }

    /** A value that is no amount of money tells nothing. */
    static Optional<BigDecimal> amount(String value) {
        return Double.isFinite(Double.parseDouble(value.replace("Inf", "Infinity")))
                ? Optional.of(new BigDecimal(value).max(BigDecimal.ZERO))
                : Optional.empty();
    }

    private static Figures figures(PollTarget target, Answers answers) {
        var targets = answers.targets();
        return Figures.of(
                (int) targets.stream().filter(Target::isUp).count(),
                (int) targets.stream().filter(Target::isDown).count(),
                answers.alerts().all(),
                answers.spend().values().stream()
                        .reduce((one, other) -> new Spend(one.day(), one.usd().add(other.usd()))));
    }

    private static Map<Resource, TelemetryObservation> resources(
            PollTarget target, Answers answers, boolean collectorUp, LoadedRules rules, String reloadError) {
        var byResource = answers.targets().stream().collect(Collectors.groupingBy(one -> resource(one.labels())));
        var observations = new HashMap<Resource, TelemetryObservation>();
        target.resources().forEach((resource, fingerprint) -> {
            var own = byResource.getOrDefault(resource, List.of());
            var failing = own.stream().filter(Target::isDown).toList();
            var up = (int) own.stream().filter(Target::isUp).count();
            observations.put(
                    resource,
                    new TelemetryObservation(
                            true,
                            collectorUp,
                            answers.sampled().contains(resource),
                            failing.size(),
                            failing.isEmpty() ? "" : failing.getFirst().lastError(),
                            answers.unpriced().getOrDefault(resource, List.of()),
                            Optional.of(rulesSeen(resource, fingerprint, rules, reloadError)),
                            Optional.of(Figures.of(
                                    up,
                                    failing.size(),
                                    answers.alerts().of(resource),
                                    Optional.ofNullable(answers.spend().get(resource)))),
                            Optional.ofNullable(answers.ofBudgets().get(resource))));
        });
        return observations;
    }

    private static RulesSeen rulesSeen(Resource resource, String fingerprint, LoadedRules rules, String reloadError) {
        if (rules.holds(resource, fingerprint)) {
            return new RulesSeen(fingerprint, RulesSeen.State.LOADED, "");
        }
        return reloadError.isEmpty()
                ? new RulesSeen(fingerprint, RulesSeen.State.PENDING, "")
                : new RulesSeen(fingerprint, RulesSeen.State.FAILED, reloadError);
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

    /** One that was just found and not scraped yet is not down. */
    private static boolean collectorUp(List<Target> targets, NamespacedName stack) {
        var collectors = targets.stream()
                .filter(target -> resource(target.labels()).equals(new Resource(STACK_KIND, stack))
                        && COLLECTOR.equals(target.label("container")))
                .toList();
        return !collectors.isEmpty() && collectors.stream().noneMatch(Target::isDown);
    }

    /** The models of each resource, sorted. */
    private static Map<Resource, List<String>> models(List<Sample> series) {
        return series.stream()
                .collect(Collectors.groupingBy(
                        sample -> resource(sample.labels()),
                        Collectors.collectingAndThen(
                                Collectors.mapping(
                                        sample -> sample.labels()
                                                        .getOrDefault(Attribute.PROVIDER_NAME.label(), "unknown")
                                                + "/"
                                                + sample.labels()
                                                        .getOrDefault(Attribute.REQUEST_MODEL.label(), "unknown"),
                                        Collectors.toCollection(TreeSet::new)),
                                List::copyOf)));
    }

    static Resource resource(Map<String, String> labels) {
        return new Resource(
                labels.getOrDefault(ResourceLabel.KIND.label(), ""),
                new NamespacedName(
                        labels.getOrDefault(ResourceLabel.NAMESPACE.label(), ""),
                        labels.getOrDefault(ResourceLabel.NAME.label(), "")));
    }
}
