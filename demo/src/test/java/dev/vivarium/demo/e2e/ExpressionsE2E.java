package dev.vivarium.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Every expression that the operator wrote, as Prometheus and the dashboards' ConfigMaps have it, against the data of the demo. */
class ExpressionsE2E {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_]\\w*)}?");
    private static final Map<String, String> VALUES =
            Map.of("__rate_interval", "30m", "__range", "30m", "__range_s", "1800");

    /**
     * The demo has no errors, no budget and a price for every model, so that there is nothing to see in what is shown by the class of the error, nor in these
     * counters. Shares of errors are none of these: they are zero.
     */
    private static final Pattern NOT_EXERCISED = Pattern.compile("by \\([^)]*\\b%s\\b[^)]*\\)|%s|%s|%s|%s"
            .formatted(
                    Attribute.ERROR_TYPE.label(),
                    Catalog.UNPRICED_CALLS.prometheusName(),
                    Catalog.SUBAGENT_FAILURES.prometheusName(),
                    Catalog.BUDGET_LIMIT.prometheusName(),
                    Catalog.BUDGET_SPENT_RATIO.prometheusName()));

    @RegisterExtension
    static final Example EXAMPLE = new Example();

    @Test
    void everyPanelParsesAndShowsWhatTheDemoExercises() throws IOException {
        EXAMPLE.awaitReady();
        assertThat(EXAMPLE.load(12, 4).complete()).isTrue();
        EXAMPLE.awaitExactSums();
        var prometheus = EXAMPLE.reader.prometheus();
        var empty = new ArrayList<String>();
        var expressions = panelExpressions();

        for (var expression : expressions) {
            if (prometheus.query(expand(expression)).isEmpty()
                    && !NOT_EXERCISED.matcher(expression).find()) {
                empty.add(expression);
            }
        }

        assertThat(expressions).hasSizeGreaterThan(100);
        assertThat(empty).isEmpty();
    }

    @Test
    void everyRuleIsEvaluated() {
        EXAMPLE.awaitReady();
        EXAMPLE.awaitRulesOk();
        assertThat(EXAMPLE.reader.prometheus().rules()).hasSizeGreaterThan(20);
    }

    private List<String> panelExpressions() throws IOException {
        var expressions = new ArrayList<String>();
        var maps = EXAMPLE.cluster
                .client()
                .configMaps()
                .inNamespace(Example.NAMESPACE)
                .withLabel("grafana_dashboard")
                .list();
        for (var map : maps.getItems()) {
            for (var dashboard : map.getData().values()) {
                panels(new ObjectMapper().readTree(dashboard))
                        .forEach(panel -> panel.path("targets")
                                .forEach(target ->
                                        expressions.add(target.path("expr").asText())));
            }
        }
        return expressions;
    }

    private static Stream<JsonNode> panels(JsonNode parent) {
        return parent.path("panels").valueStream().flatMap(panel -> Stream.concat(Stream.of(panel), panels(panel)));
    }

    private static String expand(String expression) {
        return VARIABLE.matcher(expression)
                .replaceAll(found -> Matcher.quoteReplacement(VALUES.getOrDefault(found.group(1), ".*")));
    }
}
