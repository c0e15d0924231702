package dev.vivarium.operator.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.telemetry.Catalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The published rules of grafana/dashboard-linter, each a test of that name, on the JSON as Grafana reads it. Left out:
 *
 * <ul>
 *   <li>{@code template-job-rule}, {@code template-instance-rule}, {@code target-job-rule}, {@code target-instance-rule}: metrics of agents arrive over OTLP through a
 *       collector; what tells agents apart are namespace, kind and name, which every query matches instead ({@link #targetAgentRule});
 *   <li>{@code target-logql-rule}, {@code target-logql-auto-rule}: no panel reads logs;
 *   <li>{@code target-promql-rule}, {@code template-label-promql-rule}: {@code DashboardExpressionsIT} has promtool parse every expression.
 * </ul>
 */
class DashboardLintTest {
    private static final Set<String> UNITS =
            Set.of("short", "locale", "none", "s", "percentunit", "currencyUSD", "cpm", "reqpm", "mpm", "bytes");
    private static final Pattern WINDOW = Pattern.compile("(rate|irate|increase)\\([^\\[]*\\[([^]]*)]");
    private static final Pattern COUNTER = Pattern.compile("[A-Za-z_:]+_(total|sum|count|bucket)(\\{[^}]*})?");

    static Stream<Named<JsonNode>> dashboards() {
        return Stream.concat(
                dashboardsOfStacks(),
                Stream.of(Named.of(OperatorDashboard.FILE_NAME, read(new ObjectMapper(), OperatorDashboard.render()))));
    }

    static Stream<Named<JsonNode>> dashboardsOfStacks() {
        var mapper = new ObjectMapper();
        return Inputs.all()
                .flatMap(input -> Dashboards.render(input).entrySet().stream()
                        .map(file -> Named.of(file.getKey() + " of " + input.stack(), read(mapper, file.getValue()))));
    }

    private static JsonNode read(ObjectMapper mapper, String json) {
        try {
            return mapper.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void templateDatasourceRule(JsonNode dashboard) {
        assertThat(variables(dashboard)
                        .filter(variable -> variable.path("type").asText().equals("datasource")))
                .singleElement()
                .satisfies(variable -> {
                    assertThat(variable.path("name").asText()).isEqualTo("datasource");
                    assertThat(variable.path("label").asText()).isEqualTo("Data source");
                    assertThat(variable.path("query").asText()).isEqualTo("prometheus");
                });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void templateOnTimeChangeReloadRule(JsonNode dashboard) {
        assertThat(queryVariables(dashboard))
                .allSatisfy(
                        variable -> assertThat(variable.path("refresh").asInt()).isEqualTo(2));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void templatesUseTheTemplatedDatasource(JsonNode dashboard) {
        assertThat(queryVariables(dashboard))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(
                                variable.path("datasource").path("uid").asText())
                        .isEqualTo("${datasource}"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelDatasourceRule(JsonNode dashboard) {
        assertThat(panels(dashboard)).allSatisfy(panel -> {
            assertThat(panel.path("datasource").path("uid").asText()).isEqualTo("${datasource}");
            assertThat(panel.path("targets"))
                    .allSatisfy(target -> assertThat(
                                    target.path("datasource").path("uid").asText())
                            .isEqualTo("${datasource}"));
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelTitleDescriptionRule(JsonNode dashboard) {
        assertThat(panels(dashboard)).allSatisfy(panel -> {
            assertThat(panel.path("title").asText()).isNotBlank();
            assertThat(panel.path("description").asText()).endsWith(".").hasSizeGreaterThan(20);
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelUnitsRule(JsonNode dashboard) {
        assertThat(panels(dashboard)).allSatisfy(panel -> {
            var config = panel.path("fieldConfig");
            assertThat(config.path("defaults").path("unit").asText()).isIn(UNITS);
            config.path("overrides")
                    .forEach(override -> override.path("properties").forEach(property -> {
                        if (property.path("id").asText().equals("unit")) {
                            assertThat(property.path("value").asText()).isIn(UNITS);
                        }
                    }));
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void panelNoTargetsRule(JsonNode dashboard) {
        assertThat(panels(dashboard))
                .allSatisfy(panel -> assertThat(panel.path("targets")).isNotEmpty());
    }

    /** Totals are over the whole time range, and so is what courses over time are ranked by. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void targetRateIntervalRule(JsonNode dashboard) {
        assertThat(targets(dashboard)).allSatisfy(target -> {
            var instant = target.path("instant").asBoolean();
            var windows = WINDOW.matcher(expression(target));
            while (windows.find()) {
                var allowed = instant || windows.group(1).equals("increase") ? "$__range" : "$__rate_interval";
                assertThat(windows.group(2)).as(expression(target)).isEqualTo(allowed);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void targetCounterAggRule(JsonNode dashboard) {
        assertThat(targets(dashboard)).allSatisfy(target -> {
            var counters = COUNTER.matcher(expression(target));
            while (counters.find()) {
                assertThat(expression(target).substring(0, counters.start()))
                        .as(expression(target))
                        // How many series there are is asked of the counter itself: it is there from the start of a pod
                        // on.
                        .matches("(?s).*(rate|increase|min_over_time|last_over_time|count by \\([^)]*\\) )\\($");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void uneditableDashboardRule(JsonNode dashboard) {
        assertThat(dashboard.path("editable").asBoolean(true)).isFalse();
    }

    /** Stands for the rules on job and instance: every query is about the agents that were chosen, or about the servers in their namespaces. */
    @ParameterizedTest
    @MethodSource("dashboardsOfStacks")
    void targetAgentRule(JsonNode dashboard) {
        assertThat(targets(dashboard)).allSatisfy(target -> {
            assertThat(expression(target)).contains("k8s_namespace_name=~\"$namespace\"");
            if (!expression(target).contains(Catalog.MCP_SERVER_DURATION.prometheusName())) {
                assertThat(expression(target)).contains("vivarium_kind=~\"$kind\"", "vivarium_name=~\"$agent\"");
            }
        });
    }

    /** Restarts and replicas of pods are no news: a query that does not aggregate would show each pod as a line or a tile of its own. */
    @ParameterizedTest
    @MethodSource("dashboards")
    void everyQueryIsAggregatedOverPods(JsonNode dashboard) {
        assertThat(targets(dashboard))
                .allSatisfy(target -> assertThat(expression(target))
                        .matches("(?s)\\(*(sum|max|count|histogram_quantile)[ (].*")
                        .doesNotContain("by (k8s_pod_name) (rate"));
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyDivisionIsGuardedAgainstZero(JsonNode dashboard) {
        assertThat(targets(dashboard)).allSatisfy(target -> {
            var parts = expression(target).split(" / ");
            for (var i = 1; i < parts.length; i++) {
                assertThat(parts[i]).as(expression(target)).matches("(?s)(\\(.* > 0\\).*|\\$__range_s \\* \\d+)");
            }
        });
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void everyVariableOfAQueryExists(JsonNode dashboard) {
        var names = variables(dashboard)
                .map(variable -> "$" + variable.path("name").asText())
                .toList();
        assertThat(targets(dashboard)).allSatisfy(target -> {
            var used = Pattern.compile("\\$[a-z]\\w*").matcher(expression(target));
            while (used.find()) {
                assertThat(names).contains(used.group());
            }
        });
    }

    private static String expression(JsonNode target) {
        return target.path("expr").asText();
    }

    private static Stream<JsonNode> variables(JsonNode dashboard) {
        return stream(dashboard.path("templating").path("list"));
    }

    private static Stream<JsonNode> queryVariables(JsonNode dashboard) {
        return variables(dashboard)
                .filter(variable -> variable.path("type").asText().equals("query"));
    }

    private static List<JsonNode> panels(JsonNode dashboard) {
        var panels = new ArrayList<JsonNode>();
        dashboard.path("panels").forEach(panel -> {
            if (!panel.path("type").asText().equals("row")) {
                panels.add(panel);
            }
        });
        assertThat(panels).isNotEmpty();
        return panels;
    }

    private static List<JsonNode> targets(JsonNode dashboard) {
        return panels(dashboard).stream()
                .flatMap(panel -> stream(panel.path("targets")))
                .toList();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
