package dev.vivarium.operator.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.operator.alerting.AlertRules;
import dev.vivarium.operator.alerting.AlertingInput;
import dev.vivarium.operator.alerting.RuleExpression;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Instrument;
import dev.vivarium.telemetry.Metric;
import dev.vivarium.telemetry.ResourceLabel;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CatalogCoverageTest {
    /** Series that are in no catalogue, and why panels use them all the same. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "up",
            "Prometheus' own word on whether it reaches a pod; there is no other sign of an agent before its first turn",
            "vivarium_pod:agent_turns:sum",
            "turns of a pod, which the rules of alerts record; tells the birth of a series from one that Prometheus missed",
            "vivarium_stack:alert_threshold",
            "limit of the stack, which the rules of alerts record",
            "vivarium_agent:alert_threshold",
            "limit of an agent, which the rules of alerts record");

    private static final List<PanelExpression> EXPRESSIONS =
            Dashboards.expressions(Inputs.DEFAULT, Duration.ofMinutes(5));

    @Test
    void everySeriesOfAPanelIsInTheCatalogueOrANamedException() {
        var known = new HashSet<>(Catalog.prometheusSeries());
        known.addAll(EXCEPTIONS.keySet());
        assertThat(EXPRESSIONS)
                .allSatisfy(expression -> assertThat(known)
                        .containsAll(PromqlNames.of(expression.expression()).metrics()));
    }

    @Test
    void everyExceptionIsUsed() {
        assertThat(usedSeries()).containsAll(EXCEPTIONS.keySet());
    }

    @Test
    void everyMetricOfTheCatalogueIsOnAPanel() {
        var used = usedSeries();
        assertThat(Catalog.all())
                .allSatisfy(metric -> assertThat(series(metric)).containsAnyElementsOf(used));
    }

    @Test
    void everyLabelOfAPanelIsOneThatItsMetricsHave() {
        var everywhere = Stream.concat(
                        Arrays.stream(ResourceLabel.values()).map(ResourceLabel::label), Stream.of("le", "alert"))
                .collect(Collectors.toSet());
        assertThat(EXPRESSIONS).allSatisfy(expression -> {
            var names = PromqlNames.of(expression.expression());
            var possible = new HashSet<>(everywhere);
            names.metrics().forEach(series -> possible.addAll(attributes(series)));
            assertThat(possible).containsAll(names.labels());
        });
    }

    @Test
    void limitsOfTheStackAndQueueDepthAreRecordedByTheRules() {
        var recorded = AlertRules.expressions(new AlertingInput(
                        Inputs.DEFAULT.stack(),
                        Inputs.DEFAULT.defaults(),
                        List.of(),
                        Optional.empty(),
                        "https://example.com/runbooks",
                        Duration.ofSeconds(15)))
                .stream()
                .map(RuleExpression::rule)
                .collect(Collectors.toSet());
        assertThat(recorded)
                .contains(
                        "vivarium_stack:alert_threshold",
                        "vivarium_pod:agent_turns:sum",
                        Catalog.QUEUE_DEPTH.prometheusName());
    }

    private static Set<String> usedSeries() {
        return EXPRESSIONS.stream()
                .flatMap(expression -> PromqlNames.of(expression.expression()).metrics().stream())
                .collect(Collectors.toSet());
    }

    private static Set<String> attributes(String series) {
        return Catalog.all().stream()
                .filter(metric -> series(metric).contains(series))
                .flatMap(metric -> metric.attributes().stream())
                .map(Attribute::label)
                .collect(Collectors.toSet());
    }

    private static List<String> series(Metric metric) {
        return metric.instrument() == Instrument.HISTOGRAM
                ? List.of(metric.bucket(), metric.count(), metric.sum())
                : List.of(metric.prometheusName());
    }
}
