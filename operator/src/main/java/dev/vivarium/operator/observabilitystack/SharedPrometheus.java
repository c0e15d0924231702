package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.operator.alerting.AlertRules;
import dev.vivarium.operator.alerting.StackLabels;
import dev.vivarium.operator.resolve.NamespacedName;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Rules and dashboards for a Prometheus that may have those of other stacks too. What a stack says of itself and of its agents, which are constant series, gets
 * labels that tell the stack, and whoever reads them asks for these: so each stack's alerts are about its own agents, with its own limits. Alerts tell their stack
 * as those do that a Prometheus of the stack's own sends. Signals are recorded by every stack, with the same values.
 */
final class SharedPrometheus {
    private static final TypeReference<Map<String, List<Map<String, Object>>>> FILE = new TypeReference<>() {};

    /** The constant series; see {@code Thresholds}, {@code Telemetry} and {@code Budgets} of the alerting package. */
    private static final Pattern CONSTANT = Pattern.compile(
            "\\b(vivarium_stack:alert_threshold|vivarium_agent:alert_threshold|vivarium_agent:expected|vivarium_budget_limit_usd"
                    + "|vivarium_agent:budget_warning_percent|vivarium_agent:budget_suspends)\\b(\\{)?");

    private final NamespacedName stack;
    private final YAMLMapper reader = new YAMLMapper();
    private final ConfigYaml writer = new ConfigYaml();

    SharedPrometheus(NamespacedName stack) {
        this.stack = stack;
    }

    /**
     * The rule files with the labels; one that grows above {@link AlertRules#MAX_FILE_BYTES} by them becomes several.
     *
     * @param files content of the rule files by name
     */
    SortedMap<String, String> rules(SortedMap<String, String> files) {
        var scoped = new TreeMap<String, String>();
        files.forEach((name, content) -> scoped.putAll(split(name, groups(content))));
        return scoped;
    }

    /** An expression with the labels. */
    String expression(String expression) {
        return scoped(expression, "\"");
    }

    /** @param files JSON of the dashboards by name */
    SortedMap<String, String> dashboards(SortedMap<String, String> files) {
        var scoped = new TreeMap<String, String>();
        files.forEach((name, json) -> scoped.put(name, scoped(json, "\\\"")));
        return scoped;
    }

    private List<Map<String, Object>> groups(String content) {
        try {
            return reader.readValue(content, FILE).getOrDefault("groups", List.of()).stream()
                    .map(this::group)
                    .toList();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rules are read as they were written", e);
        }
    }

    /** Only files of thresholds grow so large: one group of constants, which do not need each other. */
    private SortedMap<String, String> split(String name, List<Map<String, Object>> groups) {
        var whole = writer.write(map("groups", groups));
        var parts = (int) Math.ceilDiv((long) bytes(whole), AlertRules.MAX_FILE_BYTES);
        if (parts <= 1 || groups.size() != 1) {
            return new TreeMap<>(Map.of(name, whole));
        }
        var group = groups.getFirst();
        var rules = (List<?>) group.get("rules");
        // One more, since rules are not all of one size.
        var size = Math.ceilDiv(rules.size(), parts + 1);
        var files = new TreeMap<String, String>();
        for (var i = 0; i * size < rules.size(); i++) {
            var part = new LinkedHashMap<>(group);
            part.put("name", group.get("name") + "-" + i);
            part.put("rules", rules.subList(i * size, Math.min(rules.size(), (i + 1) * size)));
            files.put(name.replaceFirst("(\\.ya?ml)?$", "-" + i + "$1"), writer.write(map("groups", List.of(part))));
        }
        return files;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private Map<String, Object> group(Map<String, Object> group) {
        var scoped = new LinkedHashMap<>(group);
        scoped.put(
                "rules",
                ((List<?>) group.get("rules"))
                        .stream().map(rule -> rule(entries((Map<?, ?>) rule))).toList());
        return scoped;
    }

    private Map<String, Object> rule(Map<String, Object> rule) {
        rule.computeIfPresent("expr", (name, expression) -> scoped((String) expression, "\""));
        rule.computeIfPresent("annotations", (name, annotations) -> {
            var scoped = entries((Map<?, ?>) annotations);
            scoped.replaceAll((annotation, text) -> scoped((String) text, "\""));
            return scoped;
        });
        if (rule.containsKey("alert")
                || CONSTANT.matcher(String.valueOf(rule.get("record"))).matches()) {
            var labels = entries((Map<?, ?>) rule.getOrDefault("labels", Map.of()));
            labels.put(StackLabels.STACK, stack.name());
            labels.put(StackLabels.STACK_NAMESPACE, stack.namespace());
            rule.put("labels", labels);
        }
        return rule;
    }

    /** @param quote as the text writes a quotation mark */
    private String scoped(String text, String quote) {
        var matchers = StackLabels.STACK + "=" + quote + stack.name() + quote + ", " + StackLabels.STACK_NAMESPACE + "="
                + quote + stack.namespace() + quote;
        return CONSTANT.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(
                        found.group(1) + "{" + matchers + (found.group(2) == null ? "}" : ", ")));
    }

    private static Map<String, Object> entries(Map<?, ?> map) {
        var entries = new LinkedHashMap<String, Object>();
        map.forEach((name, value) -> entries.put((String) name, value));
        return entries;
    }
}
