package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.telemetry.ResourceLabel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which containers' ports of the stack's pods are scraped, at what path, and what labels their series get; the same however Prometheus is run. */
final class Relabelling {
    private static final String META = "__meta_kubernetes_";

    private Relabelling() {}

    /** A step of relabelling; what is absent has Prometheus' default. */
    record Step(Optional<String> action, Optional<String> source, Optional<String> regex, Optional<String> target) {
        /** As Prometheus' own configuration has it. */
        Map<String, Object> asPrometheus() {
            return written("source_labels", "target_label");
        }

        /** As a PodMonitor has it. */
        Map<String, Object> asPodMonitor() {
            return written("sourceLabels", "targetLabel");
        }

        private Map<String, Object> written(String sources, String targetName) {
            var map = new LinkedHashMap<String, Object>();
            action.ifPresent(value -> map.put("action", value));
            source.ifPresent(value -> map.put(sources, List.of(value)));
            regex.ifPresent(value -> map.put("regex", value));
            target.ifPresent(value -> map.put(targetName, value));
            return map;
        }
    }

    static List<Step> steps() {
        var steps = new ArrayList<Step>();
        steps.add(filter("drop", "pod_phase", "Succeeded|Failed"));
        steps.add(filter("drop", "pod_container_init", "true"));
        steps.add(filter("keep", "pod_container_port_name", Labels.METRICS_PORT + ".*"));
        steps.add(new Step(
                Optional.empty(),
                Optional.of(META + "pod_annotation_" + sanitized(Labels.METRICS_PATH)),
                Optional.of("(.+)"),
                Optional.of("__metrics_path__")));
        steps.add(label("namespace", ResourceLabel.NAMESPACE.label()));
        steps.add(label("pod_name", ResourceLabel.POD.label()));
        steps.add(label("pod_label_" + sanitized(Labels.OWNER_KIND), ResourceLabel.KIND.label()));
        steps.add(label("pod_label_" + sanitized(Labels.OWNER_NAME), ResourceLabel.NAME.label()));
        steps.add(label("pod_container_name", "container"));
        steps.add(label("pod_container_port_name", "port"));
        return List.copyOf(steps);
    }

    private static Step filter(String action, String meta, String regex) {
        return new Step(Optional.of(action), Optional.of(META + meta), Optional.of(regex), Optional.empty());
    }

    private static Step label(String meta, String target) {
        return new Step(Optional.empty(), Optional.of(META + meta), Optional.empty(), Optional.of(target));
    }

    /** As Prometheus writes a Kubernetes name into the name of a label. */
    private static String sanitized(String name) {
        return name.replaceAll("[^a-zA-Z0-9_]", "_");
    }
}
