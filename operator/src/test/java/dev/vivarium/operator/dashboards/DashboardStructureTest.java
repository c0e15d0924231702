package dev.vivarium.operator.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.operator.dashboards.grafana.Dashboard;
import dev.vivarium.operator.dashboards.grafana.Panel;
import dev.vivarium.operator.dashboards.grafana.Target;
import dev.vivarium.operator.links.AlertPanel;
import dev.vivarium.operator.links.DashboardKey;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DashboardStructureTest {
    private static final int GRAFANA_COLUMNS = 24;
    private static final int MAX_TAG_LENGTH = 50;

    static Stream<Named<Dashboard>> dashboards() {
        return Inputs.all()
                .flatMap(input -> Dashboards.all(input).values().stream())
                .map(dashboard -> Named.of(dashboard.uid(), dashboard));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelsDoNotOverlapAndFillTheirLines(Dashboard dashboard) {
        var panels = dashboard.panels();
        for (var i = 0; i < panels.size(); i++) {
            for (var j = i + 1; j < panels.size(); j++) {
                assertThat(panels.get(i).gridPos().overlaps(panels.get(j).gridPos()))
                        .as("%s over %s", panels.get(i).title(), panels.get(j).title())
                        .isFalse();
            }
        }
        var lines = panels.stream().map(panel -> panel.gridPos().y()).distinct();
        assertThat(lines)
                .allSatisfy(y -> assertThat(panels.stream()
                                .map(Panel::gridPos)
                                .filter(place -> place.y() == y)
                                .mapToInt(place -> place.w())
                                .sum())
                        .as("width of the line at %d of %s", y, dashboard.title())
                        .isEqualTo(GRAFANA_COLUMNS));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void numbersAndTitlesOfPanelsAreUnique(Dashboard dashboard) {
        assertThat(dashboard.panels().stream().map(Panel::id)).doesNotHaveDuplicates();
        assertThat(dashboard.panels().stream().filter(panel -> !panel.isRow()).map(Panel::title))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void queriesOfAPanelHaveLettersOfTheirOwn(Dashboard dashboard) {
        assertThat(dashboard.panels().stream().filter(panel -> !panel.isRow()))
                .allSatisfy(panel ->
                        assertThat(panel.targets().stream().map(Target::refId)).doesNotHaveDuplicates());
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void tagsFitIntoGrafanasDatabase(Dashboard dashboard) {
        assertThat(dashboard.tags()).allSatisfy(tag -> assertThat(tag).hasSizeLessThanOrEqualTo(MAX_TAG_LENGTH));
    }

    @Test
    void everyAlertFindsItsPanelAndItsLimit() {
        var panels = Dashboards.all(Inputs.DEFAULT).get(DashboardKey.AGENT).panels();
        for (var alert : AlertPanel.values()) {
            assertThat(panels)
                    .filteredOn(panel -> panel.id() == alert.id())
                    .singleElement()
                    .satisfies(panel -> {
                        assertThat(panel.description()).contains("the alert " + alert.field());
                        var hasLimit = !List.of(
                                        AlertPanel.UNPRICED_MODEL,
                                        AlertPanel.TELEMETRY_ABSENT,
                                        // Their limit is in the spec of the agent, and no threshold of an alert.
                                        AlertPanel.BUDGET_BURN,
                                        AlertPanel.BUDGET_EXCEEDED)
                                .contains(alert);
                        assertThat(panel.targets().stream()
                                        .anyMatch(target -> target.expr().contains("alert=\"" + alert.field() + "\"")))
                                .isEqualTo(hasLimit);
                    });
        }
    }

    @Test
    void limitsOfTheStackAreThresholdsOfPanels() {
        assertThat(thresholds(Inputs.DEFAULT, DashboardKey.LLM_ECONOMICS, "Cost rate by agent"))
                .containsExactly(10.0);
        assertThat(thresholds(Inputs.UNUSUAL, DashboardKey.LLM_ECONOMICS, "Cost rate by agent"))
                .containsExactly(0.05);
        assertThat(thresholds(Inputs.DEFAULT, DashboardKey.LLM_USAGE, "Latency p95 by agent"))
                .containsExactly(60.0);
        assertThat(thresholds(Inputs.UNUSUAL, DashboardKey.LLM_USAGE, "Latency p95 by agent"))
                .isEmpty();
    }

    @Test
    void dashboardsOfTwoStacksDoNotReplaceEachOther() {
        var one = Dashboards.all(Inputs.DEFAULT).values();
        var other = Dashboards.all(Inputs.UNUSUAL).values();
        assertThat(Stream.concat(one.stream(), other.stream()).map(Dashboard::uid))
                .doesNotHaveDuplicates();
        assertThat(Stream.concat(one.stream(), other.stream()).map(Dashboard::title))
                .doesNotHaveDuplicates();
    }

    private static List<Double> thresholds(DashboardInput input, DashboardKey dashboard, String title) {
        var panel = Dashboards.all(input).get(dashboard).panels().stream()
                .filter(candidate -> candidate.title().equals(title))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError("no panel " + title + " on " + Arrays.toString(DashboardKey.values())));
        return panel.fieldConfig().defaults().thresholds().limits();
    }
}
