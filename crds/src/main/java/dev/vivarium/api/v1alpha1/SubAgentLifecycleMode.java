package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When the pods of a SubAgent run. */
public enum SubAgentLifecycleMode {
    /** All the time, as a Deployment. */
    @JsonProperty("Deployment")
    DEPLOYMENT
}
