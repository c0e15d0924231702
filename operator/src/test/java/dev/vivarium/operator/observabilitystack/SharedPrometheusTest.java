package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.operator.alerting.AlertRules;
import dev.vivarium.operator.resolve.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SharedPrometheusTest {
    private final SharedPrometheus shared = new SharedPrometheus(new NamespacedName("team", "stack"));

    @Test
    void whatReadsAConstantAsksForThatOfTheStack() {
        var rules = shared.rules(new TreeMap<>(Map.of("a.yaml", """
                groups:
                - name: a
                  rules:
                  - record: vivarium_agent:expected
                    expr: vector(1)
                  - record: vivarium_agent:llm_cost_usd:rate10m
                    expr: sum(vivarium_llm_cost_usd_total)
                  - alert: A
                    expr: (vivarium_agent:expected == 1) unless vivarium_agent:alert_threshold{alert="a"}
                    annotations: {summary: 'more than {{ with printf `vivarium_stack:alert_threshold{alert="a"}` | query }}'}
                """)));

        assertThat(rules.get("a.yaml"))
                .contains(
                        "(vivarium_agent:expected{stack=\\\"stack\\\", stack_namespace=\\\"team\\\"} == 1)",
                        "vivarium_agent:alert_threshold{stack=\\\"stack\\\", stack_namespace=\\\"team\\\", alert=\\\"a\\\"}",
                        "`vivarium_stack:alert_threshold{stack=\\\"stack\\\", stack_namespace=\\\"team\\\", alert=\\\"a\\\"}`",
                        "sum(vivarium_llm_cost_usd_total)")
                .containsOnlyOnce("record: vivarium_agent:llm_cost_usd:rate10m");
        assertThat(rules.get("a.yaml").split("stack_namespace: team", -1))
                .as("the constant and the alert have labels, the signal has none")
                .hasSize(3);
    }

    @Test
    void dashboardsStayJson() throws JsonProcessingException {
        var json = "{\"expr\": \"max(vivarium_stack:alert_threshold{alert=\\\"a\\\"})\"}";

        var scoped = shared.dashboards(new TreeMap<>(Map.of("a.json", json))).get("a.json");

        assertThat(new YAMLMapper().readTree(scoped).path("expr").asText())
                .isEqualTo(
                        "max(vivarium_stack:alert_threshold{stack=\"stack\", stack_namespace=\"team\", alert=\"a\"})");
    }

    @Test
    void aFileThatGrowsTooLargeIsSplitAndLosesNothing() throws JsonProcessingException {
        var content = new StringBuilder("groups:\n- name: vivarium-agents-000\n  interval: 30s\n  rules:\n");
        var count = 4000;
        for (var i = 0; i < count; i++) {
            content.append("  - {record: 'vivarium_agent:expected', expr: vector(1), labels: {vivarium_name: a")
                    .append(i)
                    .append("}}\n");
        }
        assertThat(content.length()).isLessThan(AlertRules.MAX_FILE_BYTES);

        var files = shared.rules(new TreeMap<>(Map.of("agents-000.yaml", content.toString())));

        assertThat(files).hasSizeGreaterThan(1);
        assertThat(files.keySet()).allMatch(name -> name.matches("agents-000-[0-9]\\.yaml"));
        assertThat(files.values())
                .allMatch(file -> file.getBytes(StandardCharsets.UTF_8).length <= AlertRules.MAX_FILE_BYTES);
        var groups = new ArrayList<String>();
        var names = new ArrayList<String>();
        for (var file : files.values()) {
            for (JsonNode group : new YAMLMapper().readTree(file).path("groups")) {
                groups.add(group.path("name").asText());
                group.path("rules")
                        .forEach(rule -> names.add(
                                rule.path("labels").path("vivarium_name").asText()));
            }
        }
        assertThat(groups).doesNotHaveDuplicates();
        assertThat(names).hasSize(count).doesNotHaveDuplicates();
    }
}
