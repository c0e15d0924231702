package dev.vivarium.operator.alerting;

/** Labels that tell of which stack an alert or a rule is: external labels of a managed Prometheus, written into the rules where Prometheus runs elsewhere. */
public final class StackLabels {
    public static final String STACK = "stack";
    public static final String STACK_NAMESPACE = "stack_namespace";

    private StackLabels() {}
}
