package dev.vivarium.operator.observabilitystack;

/** Labels that tell of which stack an alert or a rule is: external labels of a managed Prometheus, written into the rules where Prometheus runs elsewhere. */
final class StackLabels {
    static final String STACK = "stack";
    static final String STACK_NAMESPACE = "stack_namespace";

    private StackLabels() {}
}
