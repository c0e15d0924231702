package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.AlertmanagerMode;
import dev.vivarium.api.v1alpha1.ContactPoint;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.PrometheusMode;
import dev.vivarium.api.v1alpha1.TestNotificationStatus;
import dev.vivarium.operator.alerting.StackLabels;
import dev.vivarium.operator.notification.TestNotification;
import dev.vivarium.operator.notification.TestNotifications;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Test notifications as stacks ask for them, by an annotation. */
final class TestRequests {
    private final TestNotifications notifications;

    TestRequests(TestNotifications notifications) {
        this.notifications = notifications;
    }

    /** What the annotation says; empty when there is none. */
    static Optional<String> request(ObservabilityStack stack) {
        return Optional.ofNullable(stack.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Labels.TEST_NOTIFICATION))
                .filter(value -> !value.isEmpty());
    }

    /**
     * What the status is to say; the test notification is sent if it was not yet.
     *
     * @param before what it says now; may be null
     * @param alertmanager address of the stack's Alertmanager, empty while it is not ready
     * @return null when nobody asked, or nothing is known yet
     */
    TestNotificationStatus status(
            StackInput input, Optional<String> request, TestNotificationStatus before, Optional<URI> alertmanager) {
        if (request.isEmpty()) {
            return null;
        }
        if (before != null && before.request().equals(request.get())) {
            return before;
        }
        var result = notifications.result(input.id(), request.get());
        if (result.isEmpty() && alertmanager.isPresent() && isUsed(input)) {
            notifications.send(
                    new TestNotification(input.id(), request.get(), alertmanager.get(), alerts(input, request.get())));
        }
        return result.orElse(before);
    }

    /** An Alertmanager of somebody else's does not know the contact points, and neither does any when Grafana tells of the alerts. */
    static boolean isUsed(StackInput input) {
        if (input.grafanaEvaluates()) {
            return false;
        }
        return input.spec().prometheus().mode() == PrometheusMode.PROMETHEUS_OPERATOR
                || input.spec().alertmanager().mode() == AlertmanagerMode.MANAGED;
    }

    private static TreeMap<String, Map<String, String>> alerts(StackInput input, String request) {
        var alerts = new TreeMap<String, Map<String, String>>();
        for (ContactPoint point : input.spec().notifications().contactPoints()) {
            var labels = new TreeMap<>(TestAlert.matching(point.name()));
            labels.put("severity", "warning");
            labels.put("kind", input.stack().getKind());
            labels.put("agent", input.name());
            labels.put("namespace", input.namespace());
            labels.put("request", request);
            labels.put(StackLabels.STACK, input.name());
            labels.put(StackLabels.STACK_NAMESPACE, input.namespace());
            alerts.put(point.name(), labels);
        }
        return alerts;
    }
}
