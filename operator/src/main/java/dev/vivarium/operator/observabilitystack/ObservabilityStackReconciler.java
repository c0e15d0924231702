package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.CollectorMode;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.ObservabilityStackStatus;
import dev.vivarium.api.v1alpha1.PrometheusMode;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.operator.apply.ChildApplier;
import dev.vivarium.operator.apply.StatusWriter;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.cluster.EventSources;
import dev.vivarium.operator.cluster.OptionalKinds;
import dev.vivarium.operator.events.EventRecorder;
import dev.vivarium.operator.notification.TestNotifications;
import dev.vivarium.operator.observabilitystack.StackStatus.Found;
import dev.vivarium.operator.observabilitystack.StackStatus.Problem;
import dev.vivarium.operator.observabilitystack.StackStatus.Workload;
import dev.vivarium.operator.observation.PollTarget;
import dev.vivarium.operator.observation.PrometheusAccess;
import dev.vivarium.operator.observation.StackObservation;
import dev.vivarium.operator.observation.StackObserver;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.rollout.FiguresStatus;
import dev.vivarium.operator.settings.Intervals;
import dev.vivarium.operator.settings.OperatorSettings;
import dev.vivarium.operator.settings.WatchedNamespaces;
import dev.vivarium.operator.status.Conditions;
import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Brings the programs of a stack to their desired state, has Prometheus asked whether it works, and says how it is in the status. */
@Singleton
@GradualRetry(maxAttempts = -1, maxInterval = 60_000)
@ControllerConfiguration(
        name = "observabilitystack",
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 10, timeUnit = TimeUnit.MINUTES))
public final class ObservabilityStackReconciler implements Reconciler<ObservabilityStack>, Cleaner<ObservabilityStack> {
    private final ClusterCache cache;
    private final OptionalKinds optionalKinds;
    private final ChildApplier applier;
    private final Conditions conditions;
    private final EventRecorder events;
    private final StackObserver observer;
    private final TestNotifications notifications;
    private final TestRequests testRequests;
    private final RuleRetirement retirement;
    private final OperatorSettings settings;
    private final WatchedNamespaces watched;
    /** When something that gives no event must change first. */
    private final Duration retry;

    private final StatusWriter<ObservabilityStackStatus, ObservabilityStack> statusWriter;
    private final Passwords passwords = new Passwords();

    public ObservabilityStackReconciler(
            KubernetesClient client,
            ClusterCache cache,
            OptionalKinds optionalKinds,
            ChildApplier applier,
            Conditions conditions,
            EventRecorder events,
            StackObserver observer,
            TestNotifications notifications,
            OperatorSettings settings,
            WatchedNamespaces watched,
            Intervals intervals,
            Clock clock) {
        this.cache = cache;
        this.optionalKinds = optionalKinds;
        this.applier = applier;
        this.conditions = conditions;
        this.events = events;
        this.observer = observer;
        this.notifications = notifications;
        this.testRequests = new TestRequests(notifications);
        this.retirement = new RuleRetirement(applier, clock, intervals.retirement());
        this.settings = settings;
        this.watched = watched;
        this.retry = intervals.refusedStack();
        this.statusWriter = new StatusWriter<>(client, ObservabilityStack.class, clock);
    }

    @Override
    public List<EventSource<?, ObservabilityStack>> prepareEventSources(
            EventSourceContext<ObservabilityStack> context) {
        var references = new StackReferences(settings.defaultStack());
        var sources = new EventSources<>(context, cache)
                .children(kinds())
                .children(List.of(Pod.class))
                .references(Secret.class, (stack, secret) -> StackReferences.names(stack, secret))
                .references(ConfigMap.class, (stack, map) -> StackReferences.names(stack, map))
                .references(
                        Agent.class,
                        (stack, agent) -> references.mayServe(
                                stack, agent, agent.getSpec().telemetry()))
                .references(
                        SubAgent.class,
                        (stack, agent) -> references.mayServe(
                                stack, agent, agent.getSpec().telemetry()))
                .references(
                        McpServer.class,
                        (stack, server) -> references.mayServe(
                                stack, server, server.getSpec().telemetry()))
                .references(ObservabilityStack.class, references::concerns)
                .own(ObservabilityStack.class, TestRequests::request)
                .with(new StackEventSource("observations", observer::listenToStacks))
                .with(new StackEventSource("test-notifications", notifications::listen))
                .with(new OptionalKindsEventSource(optionalKinds, context));
        if (watched.all()) {
            sources.references(Namespace.class, HasMetadata::isMarkedForDeletion, StackReferences::serves);
        }
        return sources.list();
    }

    /** Kubernetes deletes the children in the stack's namespace itself; those elsewhere cannot name the stack as their owner. */
    @Override
    public DeleteControl cleanup(ObservabilityStack stack, Context<ObservabilityStack> context) {
        observer.forget(NamespacedName.of(stack));
        notifications.forget(NamespacedName.of(stack));
        var wait = retirement.retire(StackInput.ofNothing(stack, cache, settings, watched));
        if (wait.isPresent()) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(wait.get());
        }
        var kinds = new ArrayList<>(StackChildren.FOREIGN_KINDS);
        if (watched.all()) {
            kinds.addAll(StackChildren.CLUSTER_KINDS);
        }
        return applier.removeAll(stack, kinds).isProgrammed()
                ? DeleteControl.defaultDelete()
                : DeleteControl.noFinalizerRemoval().rescheduleAfter(retry);
    }

    @Override
    public UpdateControl<ObservabilityStack> reconcile(ObservabilityStack stack, Context<ObservabilityStack> context) {
        var input = StackInput.resolve(stack, cache, settings, watched);
        var expectedRules = new TreeMap<String, String>();
        var workloads = List.<Workload>of();
        Optional<Problem> problem;
        try {
            var children = StackChildren.of(input, passwords);
            expectedRules.putAll(children.ruleMarkers());
            problem = apply(stack, children);
            workloads = workloads(input, children);
        } catch (RulesTooLargeException e) {
            problem = Optional.of(new Problem(StackReasons.RULES_TOO_LARGE, e.getMessage()));
        } catch (InvalidNotificationsException e) {
            problem = Optional.of(new Problem(Reasons.INVALID_SPEC, e.getMessage()));
        }
        prometheus(input)
                .ifPresent(url -> observer.watch(new PollTarget(
                        input.id(),
                        new PrometheusAccess(url, headers(input), scrapePool(input), !input.ownsPrometheus()),
                        expectedRules,
                        input.spec().collector().mode() == CollectorMode.MANAGED,
                        input.served().budgets(),
                        input.served().resources(input.spec().alertDefaults()))));
        report(input, new Found(problem, workloads, expectedRules, observer.latest(input.id())));
        var control = UpdateControl.<ObservabilityStack>noUpdate();
        return problem.isPresent() ? control.rescheduleAfter(retry) : control;
    }

    /** What can be applied is, though kinds of other operators are missing. */
    private Optional<Problem> apply(ObservabilityStack stack, StackChildren children) {
        var possible = children.objects().stream()
                .collect(Collectors.partitioningBy(child -> cache.isInstalled(child.getClass())));
        var applied = applier.apply(stack, possible.get(true), children.kept(), kinds())
                .problem()
                .map(Problem::of);
        return applied.or(() -> missing(possible.get(false)).problem());
    }

    private MissingKinds missing(List<HasMetadata> withheld) {
        return MissingKinds.of(
                withheld,
                withheld.stream()
                        .flatMap(child -> optionalKinds.failure(child.getClass()).stream())
                        .toList());
    }

    private List<Class<? extends HasMetadata>> kinds() {
        var kinds = new ArrayList<>(StackChildren.KINDS);
        kinds.addAll(StackChildren.INTEGRATION_KINDS);
        if (watched.all()) {
            kinds.addAll(StackChildren.CLUSTER_KINDS);
        }
        return kinds;
    }

    private List<Workload> workloads(StackInput input, StackChildren children) {
        var pods = cache.labelledFor(Pod.class, input.stack().getKind(), input.id()).stream()
                .collect(Collectors.groupingBy(
                        pod -> pod.getMetadata().getLabels().getOrDefault(Labels.NAME, "")));
        return Stream.concat(children.objects().stream(), children.kept().stream())
                .filter(child -> child instanceof StatefulSet || child instanceof Deployment)
                .map(child -> workload(child, pods))
                .toList();
    }

    private Workload workload(HasMetadata desired, Map<String, List<Pod>> pods) {
        var metadata = desired.getMetadata();
        var label = metadata.getLabels().get(Labels.NAME);
        var actual = cache.find(desired.getClass(), metadata.getNamespace(), metadata.getName());
        return Rollouts.of(label, desired, actual, pods.getOrDefault(label, List.of()));
    }

    /** Its address for the operator, which may run outside the cluster and so cannot look up names of Services. */
    private Optional<URI> prometheus(StackInput input) {
        if (input.spec().prometheus().mode() != PrometheusMode.MANAGED) {
            return Optional.of(URI.create(Endpoints.prometheus(input)));
        }
        return address(input, Component.PROMETHEUS, Endpoints.PROMETHEUS_PORT);
    }

    private Optional<URI> address(StackInput input, Component component, int port) {
        return cache.find(Service.class, input.namespace(), component.childName(input.name()))
                .map(service -> service.getSpec().getClusterIP())
                .filter(address -> !address.isEmpty())
                .map(address -> address.contains(":") ? "[" + address + "]" : address)
                .map(address -> URI.create("http://" + address + ":" + port));
    }

    /** From the cache, whose watch is the one that tells of a new request. */
    private Optional<String> request(ObservabilityStack stack) {
        var metadata = stack.getMetadata();
        return cache.find(ObservabilityStack.class, metadata.getNamespace(), metadata.getName())
                .flatMap(TestRequests::request);
    }

    /** Empty while one that the operator runs has not taken up its configuration. */
    private Optional<URI> alertmanager(StackInput input, Found found) {
        if (found.problem().isPresent()) {
            return Optional.empty();
        }
        if (input.grafanaEvaluates()) {
            return Optional.empty();
        }
        if (input.spec().prometheus().mode() == PrometheusMode.PROMETHEUS_OPERATOR) {
            return Optional.of(URI.create(Endpoints.of(input).alertmanager()));
        }
        return found.workloads().stream()
                .filter(workload -> workload.name().equals(Component.ALERTMANAGER.label()) && workload.isReady())
                .findFirst()
                .flatMap(ignored -> address(input, Component.ALERTMANAGER, Endpoints.ALERTMANAGER_PORT));
    }

    private static SortedMap<String, String> headers(StackInput input) {
        var headers = new TreeMap<String, String>();
        for (var header : input.spec().prometheus().headersFrom()) {
            input.secrets().text(header.secretKeyRef()).ifPresent(value -> headers.put(header.name(), value));
        }
        return headers;
    }

    private static String scrapePool(StackInput input) {
        return input.spec().prometheus().mode() == PrometheusMode.PROMETHEUS_OPERATOR
                ? PrometheusOperatorChildren.scrapePool(input)
                : PrometheusConfig.JOB;
    }

    private void report(StackInput input, Found found) {
        var stack = input.stack();
        var current = Optional.ofNullable(statusWriter.current(stack));
        var before = current.map(ObservabilityStackStatus::conditions).orElse(List.of());
        var test = testRequests.status(
                input,
                request(stack),
                current.map(ObservabilityStackStatus::testNotification).orElse(null),
                alertmanager(input, found));
        var generation = stack.getMetadata().getGeneration();
        var after = conditions.merge(before, StackStatus.conditions(input, found), generation);
        var figures = FiguresStatus.of(
                        found.observation().flatMap(StackObservation::figures),
                        current.map(status -> new FiguresStatus(status.targets(), status.alerts(), status.spend())))
                .under(input.spec().alerting().evaluator());
        var status = new ObservabilityStackStatus(
                generation,
                after,
                input.served().count(),
                Endpoints.of(input),
                test,
                figures.targets(),
                figures.alerts(),
                figures.spend());
        if (statusWriter.write(stack, status)) {
            events.conditionsChanged(stack, before, after);
        }
    }
}
