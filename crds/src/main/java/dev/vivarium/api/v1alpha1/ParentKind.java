package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Kinds that may delegate. */
public enum ParentKind {
    @JsonProperty("Agent")
    AGENT,
    @JsonProperty("SubAgent")
    SUB_AGENT
}
