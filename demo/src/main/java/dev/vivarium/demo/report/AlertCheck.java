package dev.vivarium.demo.report;

import dev.vivarium.demo.prometheus.PrometheusApi.Alert;
import dev.vivarium.demo.webhook.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Says whether what fired was delivered: a delivery of long ago, for an alert that has ended since, proves nothing about now. */
public final class AlertCheck {
    private static final String FIRING = "firing";

    private AlertCheck() {}

    /**
     * What is missing until an alert about an agent has gone the whole way; empty when nothing is.
     *
     * @param alerts what Prometheus says is active now
     * @param deliveries what the receiver got, at any time
     * @param since deliveries from then on count, whatever has become of the alert meanwhile
     */
    public static Optional<String> missing(List<Alert> alerts, List<Delivery> deliveries, String agent, Instant since) {
        var delivered = deliveries.stream()
                .filter(delivery -> delivery.agent().equals(agent))
                .filter(delivery -> delivery.status().equals(FIRING))
                .toList();
        if (delivered.stream().anyMatch(delivery -> !received(delivery).isBefore(since))) {
            return Optional.empty();
        }
        var firing = alerts.stream()
                .filter(alert -> alert.state().equals(FIRING))
                .filter(alert -> agent.equals(alert.labels().get("agent")))
                .toList();
        if (firing.isEmpty()) {
            return Optional.of("an alert about " + agent + " that fires");
        }
        return firing.stream().anyMatch(alert -> delivered.stream().anyMatch(delivery -> tells(delivery, alert)))
                ? Optional.empty()
                : Optional.of("Alertmanager's notification of "
                        + firing.getFirst().labels().get("alertname"));
    }

    private static boolean tells(Delivery delivery, Alert alert) {
        return delivery.alert().equals(alert.labels().get("alertname"))
                && !received(delivery).isBefore(alert.activeAt());
    }

    private static Instant received(Delivery delivery) {
        return Instant.parse(delivery.receivedAt());
    }
}
