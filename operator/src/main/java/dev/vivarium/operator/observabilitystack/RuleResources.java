package dev.vivarium.operator.observabilitystack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.operator.integration.PrometheusRule;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The rules of a stack as objects of Prometheus Operator, one for each rule file, since it takes an object whole into one file of at most half a mebibyte.
 */
final class RuleResources {
    private static final TypeReference<Map<String, List<Map<String, Object>>>> FILE = new TypeReference<>() {};

    private final StackInput input;
    private final StackObjects objects;
    private final SortedMap<String, String> files;
    private final YAMLMapper yaml = new YAMLMapper();

    RuleResources(StackInput input) {
        this.input = input;
        this.objects = new StackObjects(input);
        this.files = input.rulesAsLoaded();
    }

    List<HasMetadata> render() {
        var rules = new ArrayList<HasMetadata>();
        files.forEach((file, content) -> rules.add(rule(stem(file), content)));
        return rules;
    }

    /** The hash of each file, by its name without ending: what {@link RuleMarker#METRIC} says once the rules are loaded. */
    SortedMap<String, String> markers() {
        var markers = new TreeMap<String, String>();
        files.forEach((file, content) -> markers.put(stem(file), ConfigHash.of(List.of(content))));
        return Collections.unmodifiableSortedMap(markers);
    }

    private PrometheusRule rule(String stem, String content) {
        var groups = new ArrayList<>(groups(content));
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

    private static String stem(String file) {
        return file.replaceFirst("\\.ya?ml$", "");
    }
}
