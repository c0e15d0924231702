package dev.vivarium.operator.observabilitystack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.api.v1alpha1.OtlpExporterSpec;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A collector that runs with a back end whose credentials have gone. It has read them, and goes on with them: taking the back end out would lose what is sent
 * meanwhile. So it is left as it is, until everything is there again or its pod is no longer ready, since a pod that starts anew would start without them.
 */
final class KeptCollector {
    private final StackInput input;

    KeptCollector(StackInput input) {
        this.input = input;
    }

    /**
     * The objects that are to be left as they are; none when there is nothing to keep.
     *
     * @param unusable back ends of the spec that lack something
     */
    List<HasMetadata> objects(List<OtlpExporterSpec> unusable) {
        var set = find(StatefulSet.class).filter(KeptCollector::isReady);
        var config = find(ConfigMap.class);
        if (set.isEmpty() || config.isEmpty() || !knowsAnyOf(unusable, config.get())) {
            return List.of();
        }
        return List.of(config.get(), set.get());
    }

    private <T extends HasMetadata> Optional<T> find(Class<T> type) {
        return input.lookup().find(type, input.namespace(), Component.COLLECTOR.childName(input.name()));
    }

    private static boolean isReady(StatefulSet set) {
        return Optional.ofNullable(set.getStatus())
                .map(StatefulSetStatus::getReadyReplicas)
                .filter(ready -> ready > 0)
                .isPresent();
    }

    private static boolean knowsAnyOf(List<OtlpExporterSpec> exporters, ConfigMap config) {
        var text =
                Optional.ofNullable(config.getData()).orElse(Map.of()).getOrDefault(CollectorChildren.CONFIG_FILE, "");
        try {
            var configured = new YAMLMapper().readTree(text).path("exporters");
            return exporters.stream().anyMatch(exporter -> configured.has(BackEndConfig.id(exporter)));
        } catch (JsonProcessingException e) {
            // Somebody edited it; it is written anew.
            return false;
        }
    }
}
