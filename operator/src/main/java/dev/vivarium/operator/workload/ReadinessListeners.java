package dev.vivarium.operator.workload;

import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.rollout.ReadinessChecks;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** Passes on what pods say of their readiness to the controller of their kind. */
final class ReadinessListeners {
    private final Map<String, Consumer<NamespacedName>> byKind = new ConcurrentHashMap<>();

    ReadinessListeners(ReadinessChecks checks) {
        checks.onChange(owner -> {
            var listener = byKind.get(owner.kind());
            if (listener != null) {
                listener.accept(owner.name());
            }
        });
    }

    void listen(String kind, Consumer<NamespacedName> listener) {
        byKind.put(kind, listener);
    }
}
