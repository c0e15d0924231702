package dev.vivarium.operator.resolve;

import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.TelemetryDestination;
import dev.vivarium.operator.status.Reasons;
import java.util.Optional;
import java.util.stream.Collectors;

/** Chooses the stack of a resource: the one it names, else the only one of its namespace, else the operator's default. */
public final class StackResolver {
    private static final String FIELD = "spec.telemetry.stackRef";

    private final ResourceLookup lookup;
    private final Optional<NamespacedName> defaultStack;

    public StackResolver(ResourceLookup lookup, Optional<NamespacedName> defaultStack) {
        this.lookup = lookup;
        this.defaultStack = defaultStack;
    }

    /** @param namespace of the resource that {@code telemetry} is of */
    public StackChoice choose(String namespace, TelemetryDestination telemetry) {
        var reference = telemetry.stackRef();
        if (reference != null) {
            var named = new NamespacedName(
                    reference.namespace() == null ? namespace : reference.namespace(), reference.name());
            return usable(namespace, named, "ObservabilityStack " + named);
        }
        var candidates = lookup.list(ObservabilityStack.class, namespace);
        if (candidates.size() > 1) {
            var names = candidates.stream()
                    .map(stack -> stack.getMetadata().getName())
                    .sorted()
                    .collect(Collectors.joining(", "));
            return new StackChoice.Unusable(ResolutionProblem.degrades(
                    Reasons.AMBIGUOUS_STACK,
                    FIELD,
                    "the namespace has several ObservabilityStacks (" + names + "); name the one to use"));
        }
        if (candidates.size() == 1) {
            return new StackChoice.Chosen(candidates.getFirst());
        }
        return defaultStack
                .map(stack -> usable(namespace, stack, "the operator's default ObservabilityStack " + stack))
                .orElseGet(StackChoice.None::new);
    }

    private StackChoice usable(String namespace, NamespacedName name, String description) {
        var stack = lookup.find(ObservabilityStack.class, name.namespace(), name.name());
        if (stack.isEmpty()) {
            return new StackChoice.Unusable(
                    ResolutionProblem.degrades(Reasons.STACK_NOT_FOUND, FIELD, description + " does not exist"));
        }
        if (!serves(stack.get(), namespace)) {
            return new StackChoice.Unusable(ResolutionProblem.degrades(
                    Reasons.STACK_NOT_SERVING,
                    FIELD,
                    description + " does not serve namespace " + namespace
                            + "; add it to spec.serves.namespaces of the stack"));
        }
        return new StackChoice.Chosen(stack.get());
    }

    /** Whether resources of a namespace may use the stack. */
    public static boolean serves(ObservabilityStack stack, String namespace) {
        var namespaces = stack.getSpec().serves().namespaces();
        return namespace.equals(stack.getMetadata().getNamespace())
                || namespaces.contains("*")
                || namespaces.contains(namespace);
    }

    /** Whether a change of the stack may change which stack a resource uses, or what it finds there. */
    public static boolean mayConcern(
            NamespacedName stack,
            String namespace,
            TelemetryDestination telemetry,
            Optional<NamespacedName> defaultStack) {
        var reference = telemetry.stackRef();
        if (reference != null) {
            return stack.name().equals(reference.name())
                    && stack.namespace().equals(reference.namespace() == null ? namespace : reference.namespace());
        }
        return stack.namespace().equals(namespace)
                || defaultStack.filter(stack::equals).isPresent();
    }
}
