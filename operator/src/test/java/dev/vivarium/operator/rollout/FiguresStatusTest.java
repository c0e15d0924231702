package dev.vivarium.operator.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.AlertEvaluator;
import dev.vivarium.operator.observation.Figures;
import dev.vivarium.operator.observation.Spend;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresStatusTest {
    private static final LocalDate DAY = LocalDate.of(2026, 11, 24);

    @ParameterizedTest
    @CsvSource({
        "0, 0.00",
        "0.00004, 0.00",
        "0.00005, 0.0001",
        "1.5, 1.50",
        "1.23456, 1.2346",
        "100, 100.00",
        "1.2e3, 1200.00",
        "3.1e-2, 0.031"
    })
    void moneyIsDecimalTextWithCents(String usd, String text) {
        var status = FiguresStatus.of(
                Optional.of(figures(List.of(), Optional.of(new Spend(DAY, new BigDecimal(usd))))), Optional.empty());

        assertThat(status.spend().amountUsd()).isEqualTo(text);
        assertThat(status.spend().startTime()).isEqualTo("2026-11-24T00:00:00Z");
    }

    @Test
    void whatCannotSpendSaysNothingOfIt() {
        assertThat(FiguresStatus.of(Optional.of(figures(List.of(), Optional.empty())), Optional.empty())
                        .spend())
                .isNull();
    }

    @Test
    void manyNamesAreCutToWhatTheSchemaAllows() {
        var names =
                IntStream.range(0, 100).mapToObj(i -> "Alert%02d".formatted(i)).toList();

        var status = FiguresStatus.of(Optional.of(figures(names, Optional.empty())), Optional.empty());

        assertThat(status.alerts().firing()).isEqualTo(100);
        assertThat(status.alerts().names()).isEqualTo(names.subList(0, 64));
    }

    @Test
    void nothingIsShownBeforePrometheusWasAskedAndWhatWasShownStays() {
        var before = new FiguresStatus(null, null, null);
        assertThat(FiguresStatus.of(Optional.empty(), Optional.empty())).isEqualTo(before);

        var shown = FiguresStatus.of(
                Optional.of(figures(List.of("A"), Optional.of(new Spend(DAY, BigDecimal.ONE)))), Optional.empty());
        assertThat(FiguresStatus.of(Optional.empty(), Optional.of(shown))).isEqualTo(shown);
    }

    @Test
    void alertsThatGrafanaEvaluatesAreNotCountedByPrometheus() {
        var shown = FiguresStatus.of(
                Optional.of(figures(List.of("A"), Optional.of(new Spend(DAY, BigDecimal.ONE)))), Optional.empty());

        assertThat(shown.under(AlertEvaluator.PROMETHEUS)).isEqualTo(shown);
        assertThat(shown.under(AlertEvaluator.GRAFANA))
                .isEqualTo(new FiguresStatus(shown.targets(), null, shown.spend()));
    }

    private static Figures figures(List<String> names, Optional<Spend> spend) {
        return new Figures(1, 0, names.size(), names, spend);
    }
}
