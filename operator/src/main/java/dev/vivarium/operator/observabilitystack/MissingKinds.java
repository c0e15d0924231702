package dev.vivarium.operator.observabilitystack;

import dev.vivarium.operator.integration.Integration;
import dev.vivarium.operator.observabilitystack.StackStatus.Problem;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Objects of a stack whose kinds the cluster does not know, and how to change that. */
record MissingKinds(Map<Integration, TreeSet<String>> kinds, List<String> failures) {
    MissingKinds {
        failures = List.copyOf(failures);
    }

    /**
     * @param withheld desired objects that cannot be applied
     * @param failures why kinds that may be there cannot be worked with
     */
    static MissingKinds of(Collection<? extends HasMetadata> withheld, Collection<String> failures) {
        var kinds = new java.util.EnumMap<Integration, TreeSet<String>>(Integration.class);
        for (var object : withheld) {
            Integration.of(object.getClass())
                    .ifPresent(integration -> kinds.computeIfAbsent(integration, ignored -> new TreeSet<>())
                            .add(object.getKind() + " (" + object.getApiVersion() + ")"));
        }
        return new MissingKinds(kinds, List.copyOf(new TreeSet<>(failures)));
    }

    /** What the stack's conditions say; empty when nothing is missing. */
    Optional<Problem> problem() {
        if (kinds.isEmpty()) {
            return Optional.empty();
        }
        var sentences = new ArrayList<String>();
        kinds.forEach((integration, names) -> sentences.add("the cluster does not know " + String.join(", ", names)
                + ": install " + integration.title() + ", or its CustomResourceDefinitions; " + wanted(integration)));
        sentences.addAll(failures);
        var first = kinds.keySet().iterator().next();
        return Optional.of(new Problem(reason(first), String.join("; ", sentences)));
    }

    private static String wanted(Integration integration) {
        return switch (integration) {
            case PROMETHEUS_OPERATOR -> "spec.prometheus.mode needs them";
            case GRAFANA_OPERATOR -> "spec.grafana.mode needs them";
        };
    }

    private static String reason(Integration integration) {
        return switch (integration) {
            case PROMETHEUS_OPERATOR -> StackReasons.PROMETHEUS_OPERATOR_MISSING;
            case GRAFANA_OPERATOR -> StackReasons.GRAFANA_OPERATOR_MISSING;
        };
    }
}
