package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How urgent an alert is. */
public enum Severity {
    @JsonProperty("warning")
    WARNING,
    @JsonProperty("critical")
    CRITICAL;

    /** The value of the {@code severity} label. */
    public String label() {
        return switch (this) {
            case WARNING -> "warning";
            case CRITICAL -> "critical";
        };
    }
}
