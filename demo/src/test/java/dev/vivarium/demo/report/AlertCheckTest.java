package dev.vivarium.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.demo.prometheus.PrometheusApi.Alert;
import dev.vivarium.demo.webhook.Delivery;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AlertCheckTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T12:00:00Z");

    @Test
    void aDeliveryOfThisRunIsEnoughEvenWhenTheAlertHasEnded() {
        assertThat(AlertCheck.missing(
                        List.of(), List.of(delivery("rockbot", "firing", BEGIN.plusSeconds(1))), "rockbot", BEGIN))
                .isEmpty();
    }

    @Test
    void aDeliveryOfAnEarlierRunCountsWhileItsAlertStillFires() {
        var delivery = delivery("rockbot", "firing", BEGIN.minusSeconds(60));

        assertThat(AlertCheck.missing(
                        List.of(alert("firing", BEGIN.minusSeconds(90))), List.of(delivery), "rockbot", BEGIN))
                .isEmpty();
        assertThat(AlertCheck.missing(List.of(), List.of(delivery), "rockbot", BEGIN))
                .hasValueSatisfying(missing -> assertThat(missing).contains("that fires"));
    }

    @Test
    void aDeliveryFromBeforeTheAlertBeganSaysNothingAboutIt() {
        var delivery = delivery("rockbot", "firing", BEGIN.minusSeconds(60));

        assertThat(AlertCheck.missing(
                        List.of(alert("firing", BEGIN.plusSeconds(5))), List.of(delivery), "rockbot", BEGIN))
                .hasValueSatisfying(missing -> assertThat(missing).contains("VivariumCostPerHour"));
    }

    @Test
    void whatIsPendingResolvedOrAboutAnotherAgentDoesNotCount() {
        assertThat(AlertCheck.missing(
                        List.of(alert("pending", BEGIN)),
                        List.of(
                                delivery("research", "firing", BEGIN.plusSeconds(1)),
                                delivery("rockbot", "resolved", BEGIN.plusSeconds(1))),
                        "rockbot",
                        BEGIN))
                .hasValueSatisfying(missing -> assertThat(missing).contains("that fires"));
    }

    private static Delivery delivery(String agent, String status, Instant at) {
        return new Delivery(at.toString(), status, "VivariumCostPerHour", agent, "warning", "too much");
    }

    private static Alert alert(String state, Instant activeAt) {
        return new Alert(
                Map.of("alertname", "VivariumCostPerHour", "agent", "rockbot"), Map.of(), state, "2", activeAt);
    }
}
