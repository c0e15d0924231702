package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to an agent that has spent its budget, until the period ends or the limit is raised. */
public enum BudgetAction {
    /** Nothing but an alert, an event and a condition. */
    @JsonProperty("Alert")
    ALERT,
    /** Its pods are scaled to zero, as {@code spec.suspended} does. */
    @JsonProperty("Suspend")
    SUSPEND
}
