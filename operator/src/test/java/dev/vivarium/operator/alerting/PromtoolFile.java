package dev.vivarium.operator.alerting;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.util.List;

/** A file of tests in the shape that {@code promtool test rules} reads. */
@JsonPropertyOrder({"rule_files", "evaluation_interval", "group_eval_order", "tests"})
record PromtoolFile(
        @JsonProperty("rule_files") List<String> ruleFiles,
        @JsonProperty("evaluation_interval") String evaluationInterval,
        @JsonProperty("group_eval_order") List<String> groupOrder,
        List<Group> tests) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    /** Series, and what is asked of the rules at some moments. */
    @JsonPropertyOrder({"name", "interval", "input_series", "promql_expr_test"})
    record Group(
            String name,
            String interval,
            @JsonProperty("input_series") List<Series> series,
            @JsonProperty("promql_expr_test") List<Query> queries) {}

    /** A series and its samples, in promtool's notation. */
    @JsonPropertyOrder({"series", "values"})
    record Series(String series, String values) {}

    /** An expression, and everything that it gives at a moment. */
    @JsonPropertyOrder({"expr", "eval_time", "exp_samples"})
    record Query(
            String expr,
            @JsonProperty("eval_time") String at,
            @JsonProperty("exp_samples") List<Sample> samples) {}

    @JsonPropertyOrder({"labels", "value"})
    record Sample(String labels, double value) {}

    String write() {
        try {
            return YAML.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("tests can always be written", e);
        }
    }
}
