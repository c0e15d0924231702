package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.observation.StackObservation;
import dev.vivarium.operator.observation.StackObserver;
import dev.vivarium.operator.resolve.NamespacedName;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/** Triggers the reconciliation of a stack when its Prometheus says something else than before. */
final class ObservationEventSource extends AbstractEventSource<StackObservation, ObservabilityStack> {
    private final StackObserver observer;
    private Runnable stopListening = () -> {};

    ObservationEventSource(StackObserver observer) {
        super(StackObservation.class, "observations");
        this.observer = observer;
    }

    @Override
    public void start() {
        if (isRunning()) {
            return;
        }
        stopListening = observer.listenToStacks(this::changed);
        super.start();
    }

    @Override
    public void stop() {
        stopListening.run();
        super.stop();
    }

    private void changed(NamespacedName stack) {
        getEventHandler().handleEvent(new Event(new ResourceID(stack.name(), stack.namespace())));
    }

    /** Always empty: the reconciler asks the observer. */
    @Override
    public Set<StackObservation> getSecondaryResources(ObservabilityStack primary) {
        return Set.of();
    }
}
