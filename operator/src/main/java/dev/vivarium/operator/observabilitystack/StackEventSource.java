package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.resolve.NamespacedName;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/** Triggers the reconciliation of a stack when something outside the API server is known of it that was not before. */
final class StackEventSource extends AbstractEventSource<ObservabilityStack, ObservabilityStack> {
    private final Function<Consumer<NamespacedName>, Runnable> listen;
    private Runnable stopListening = () -> {};

    /** @param listen has a listener told of stacks, and returns what stops that */
    StackEventSource(String name, Function<Consumer<NamespacedName>, Runnable> listen) {
        super(ObservabilityStack.class, name);
        this.listen = listen;
    }

    @Override
    public void start() {
        if (isRunning()) {
            return;
        }
        stopListening = listen.apply(this::changed);
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

    /** Always empty: the reconciler asks whoever knows. */
    @Override
    public Set<ObservabilityStack> getSecondaryResources(ObservabilityStack primary) {
        return Set.of();
    }
}
