package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** When the pods of a SubAgent run. */
public enum SubAgentLifecycleMode {
    /** All the time, as a Deployment. */
    @JsonProperty("Deployment")
    DEPLOYMENT,

    /** Only while there are tasks: the operator scales the Deployment from zero by the depth of the queue, and back. */
    @JsonProperty("OnDemand")
    ON_DEMAND
}
