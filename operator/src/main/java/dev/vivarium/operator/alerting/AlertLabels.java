package dev.vivarium.operator.alerting;

/** Labels by which an alert tells whom it is about. */
public final class AlertLabels {
    public static final String NAMESPACE = "namespace";
    public static final String KIND = "kind";
    public static final String AGENT = "agent";

    private AlertLabels() {}
}
