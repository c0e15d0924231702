package dev.vivarium.operator.alerting;

import dev.vivarium.telemetry.ResourceLabel;
import java.util.Map;

/** Labels by which an alert tells whom it is about. */
public final class AlertLabels {
    public static final String NAMESPACE = "namespace";
    public static final String KIND = "kind";
    public static final String AGENT = "agent";

    /** Each of them with the label of series that it comes from. */
    static final Map<String, String> SUBJECT = Map.of(
            NAMESPACE,
            ResourceLabel.NAMESPACE.label(),
            KIND,
            ResourceLabel.KIND.label(),
            AGENT,
            ResourceLabel.NAME.label());

    private AlertLabels() {}
}
