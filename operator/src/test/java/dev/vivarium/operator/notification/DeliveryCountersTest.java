package dev.vivarium.operator.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeliveryCountersTest {
    private static final String METRICS = """
            # HELP alertmanager_notification_requests_total The total number of attempted notification requests.
            # TYPE alertmanager_notification_requests_total counter
            alertmanager_notification_requests_total{integration="webhook",receiver_name="team"} 5
            alertmanager_notification_requests_total{integration="slack",receiver_name="team"} 1
            alertmanager_notification_requests_total{integration="webhook",receiver_name="team-b"} 1e+06
            alertmanager_notification_requests_failed_total{integration="webhook",receiver_name="team"} 4
            alertmanager_notifications_failed_total{integration="webhook",reason="other",receiver_name="team"} 2
            alertmanager_notifications_failed_total{integration="webhook",reason="clientError",receiver_name="team"} 1
            alertmanager_alerts{state="active"} 3
            """;

    @Test
    void everyIntegrationOfTheReceiverCountsAndNoOtherReceiver() {
        assertThat(DeliveryCounters.of(METRICS, "team")).contains(new DeliveryCounters(6, 4, 3));
        assertThat(DeliveryCounters.of(METRICS, "team-b")).contains(new DeliveryCounters(1_000_000, 0, 0));
    }

    @Test
    void aReceiverThatWasNotTriedHasCountedNothing() {
        assertThat(DeliveryCounters.of(METRICS, "tea")).contains(DeliveryCounters.NONE);
    }

    @Test
    void withoutReceiversInItsMetricsNothingIsKnown() {
        assertThat(DeliveryCounters.of(METRICS.replaceAll(",receiver_name=\"[^\"]*\"", ""), "team"))
                .isEmpty();
        assertThat(DeliveryCounters.of("ok", "team")).isEmpty();
    }

    @Test
    void aSuccessIsAnAttemptThatDidNotFail() {
        var before = new DeliveryCounters(5, 3, 1);

        assertThat(new DeliveryCounters(6, 4, 1).since(before).succeeded()).isFalse();
        assertThat(new DeliveryCounters(7, 4, 1).since(before).succeeded()).isTrue();
    }
}
