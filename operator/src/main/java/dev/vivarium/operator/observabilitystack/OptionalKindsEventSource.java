package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.cluster.OptionalKinds;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/** Triggers the reconciliation of every stack when a kind that another operator defines has come or gone. */
final class OptionalKindsEventSource extends AbstractEventSource<HasMetadata, ObservabilityStack> {
    private final OptionalKinds kinds;
    private final EventSourceContext<ObservabilityStack> context;
    private Runnable stopListening = () -> {};

    OptionalKindsEventSource(OptionalKinds kinds, EventSourceContext<ObservabilityStack> context) {
        super(HasMetadata.class, "optional-kinds");
        this.kinds = kinds;
        this.context = context;
    }

    @Override
    public void start() {
        if (isRunning()) {
            return;
        }
        stopListening = kinds.listen(this::changed);
        super.start();
    }

    @Override
    public void stop() {
        stopListening.run();
        super.stop();
    }

    private void changed() {
        context.getPrimaryCache()
                .list(stack -> true)
                .map(ResourceID::fromResource)
                .forEach(stack -> getEventHandler().handleEvent(new Event(stack)));
    }

    /** Always empty: the reconciler asks the cache. */
    @Override
    public Set<HasMetadata> getSecondaryResources(ObservabilityStack primary) {
        return Set.of();
    }
}
