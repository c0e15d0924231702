package dev.vivarium.demo.cluster;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.PrintStream;
import java.util.Comparator;

/** Prints what one would look at when something is not well: conditions, events, pods, and the logs of pods that are not ready. */
public final class Diagnosis {
    private static final int EVENTS = 25;
    private static final int LOG_LINES = 40;

    private final Cluster cluster;
    private final PrintStream out;

    public Diagnosis(Cluster cluster, PrintStream out) {
        this.cluster = cluster;
        this.out = out;
    }

    /** Never fails: what cannot be read is said. */
    public void print(String namespace, String operatorNamespace) {
        section("conditions in " + namespace, () -> conditions(namespace));
        section("events in " + namespace, () -> events(namespace));
        section("pods in " + namespace, () -> pods(namespace, false));
        section("operator", () -> pods(operatorNamespace, true));
        out.flush();
    }

    private void section(String title, Runnable content) {
        out.printf("%n---- %s%n", title);
        try {
            content.run();
        } catch (RuntimeException e) {
            out.println("cannot be read: " + e.getMessage());
        }
    }

    private void conditions(String namespace) {
        for (var state : new Resources(cluster, namespace).states()) {
            out.printf(
                    "%s %s, generation %d, status of %s%n",
                    state.kind(), state.name(), state.generation(), state.observedGeneration());
            for (var condition : state.conditions()) {
                out.printf(
                        "  %s=%s %s: %s%n",
                        condition.type(), condition.status(), condition.reason(), condition.message());
            }
        }
    }

    private void events(String namespace) {
        var events =
                cluster.client().v1().events().inNamespace(namespace).list().getItems();
        events.sort(Comparator.comparing(Diagnosis::time));
        for (var event : events.subList(Math.max(0, events.size() - EVENTS), events.size())) {
            out.printf(
                    "%s %s %s/%s %s: %s%n",
                    time(event),
                    event.getType(),
                    event.getInvolvedObject().getKind(),
                    event.getInvolvedObject().getName(),
                    event.getReason(),
                    event.getMessage());
        }
    }

    private static String time(Event event) {
        if (event.getLastTimestamp() != null) {
            return event.getLastTimestamp();
        }
        return event.getEventTime() == null ? "" : event.getEventTime().getTime();
    }

    private void pods(String namespace, boolean everyLog) {
        for (var pod : cluster.client().pods().inNamespace(namespace).list().getItems()) {
            var ready = Readiness.isPodReady(pod);
            out.printf(
                    "%s: %s, %s%n",
                    pod.getMetadata().getName(), pod.getStatus().getPhase(), ready ? "ready" : "not ready");
            for (var container : pod.getStatus().getContainerStatuses()) {
                out.println("  " + describe(container));
            }
            if (everyLog || !ready && !"Succeeded".equals(pod.getStatus().getPhase())) {
                log(pod);
            }
        }
    }

    private static String describe(ContainerStatus container) {
        var text = new StringBuilder(container.getName()).append(": restarts ").append(container.getRestartCount());
        var waiting = container.getState() == null ? null : container.getState().getWaiting();
        if (waiting != null) {
            text.append(", waiting: ").append(waiting.getReason()).append(' ').append(waiting.getMessage());
        }
        var ended = container.getLastState() == null
                ? null
                : container.getLastState().getTerminated();
        if (ended != null) {
            text.append(", ended before: ")
                    .append(ended.getReason())
                    .append(", exit code ")
                    .append(ended.getExitCode());
        }
        return text.toString();
    }

    private void log(Pod pod) {
        for (var container : pod.getSpec().getContainers()) {
            try {
                cluster.client()
                        .pods()
                        .resource(pod)
                        .inContainer(container.getName())
                        .tailingLines(LOG_LINES)
                        .getLog()
                        .lines()
                        .forEach(line -> out.println("    | " + line));
            } catch (KubernetesClientException e) {
                out.println("    no log of " + container.getName() + ": " + e.getMessage());
            }
        }
    }
}
