package dev.vivarium.operator.observabilitystack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.operator.integration.PrometheusRule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rules of a stack as objects of Prometheus Operator, one for each rule file, since it takes an object whole into one file of at most half a mebibyte. Alerts
 * tell their stack by labels, which a Prometheus of the stack's own adds to all that it sends.
 */
final class RuleResources {
    private static final TypeReference<Map<String, List<Map<String, Object>>>> FILE = new TypeReference<>() {};

    private final StackInput input;
    private final StackObjects objects;
    private final YAMLMapper yaml = new YAMLMapper();

    RuleResources(StackInput input) {
        this.input = input;
        this.objects = new StackObjects(input);
    }

    List<HasMetadata> render() {
        var rules = new ArrayList<HasMetadata>();
        input.rules().forEach((file, content) -> rules.add(rule(stem(file), content)));
        return rules;
    }

    /** The hash of each file, by its name without ending: what {@link RuleMarker#METRIC} says once the rules are loaded. */
    SortedMap<String, String> markers() {
        var markers = new TreeMap<String, String>();
        input.rules().forEach((file, content) -> markers.put(stem(file), ConfigHash.of(List.of(content))));
        return Collections.unmodifiableSortedMap(markers);
    }

    private PrometheusRule rule(String stem, String content) {
        var groups = new ArrayList<Map<String, Object>>();
        groups(content).forEach(group -> groups.add(withStack(group)));
        groups.add(RuleMarker.group(input.id(), stem, ConfigHash.of(List.of(content))));
        var metadata = new ObjectMetaBuilder(objects.metadata(
                        Component.PROMETHEUS, Component.PROMETHEUS.childName(input.name()) + "-" + stem))
                .addToLabels(input.spec().prometheus().labels())
                .build();
        return new PrometheusRule().with(PrometheusRule.class, metadata, Map.of("groups", groups));
    }

    private List<Map<String, Object>> groups(String content) {
        try {
            return yaml.readValue(content, FILE).getOrDefault("groups", List.of());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("rules are read as they were written", e);
        }
    }

    private Map<String, Object> withStack(Map<String, Object> group) {
        var rules = ((List<?>) group.get("rules"))
                .stream()
                        .map(rule -> withStack(entries((Map<?, ?>) rule), "labels"))
                        .toList();
        var changed = new LinkedHashMap<>(group);
        changed.put("rules", rules);
        return changed;
    }

    private Map<String, Object> withStack(Map<String, Object> rule, String field) {
        if (!rule.containsKey("alert")) {
            return rule;
        }
        var labels = entries((Map<?, ?>) rule.getOrDefault(field, Map.of()));
        labels.put(StackLabels.STACK, input.name());
        labels.put(StackLabels.STACK_NAMESPACE, input.namespace());
        rule.put(field, labels);
        return rule;
    }

    private static Map<String, Object> entries(Map<?, ?> map) {
        var entries = new LinkedHashMap<String, Object>();
        map.forEach((name, value) -> entries.put((String) name, value));
        return entries;
    }

    private static String stem(String file) {
        return file.replaceFirst("\\.ya?ml$", "");
    }
}
