package dev.vivarium.agent.contract;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The closed set of reasons why a turn fails; also the values of {@code error.type} on the metrics of a turn. */
public enum TurnErrorType {
    /** The request cannot be understood or lacks its input. */
    @JsonProperty("invalid_request")
    INVALID_REQUEST("invalid_request"),
    /** The agent already handles as many turns as it may. */
    @JsonProperty("overloaded")
    OVERLOADED("overloaded"),
    /** The turn took longer than {@code limits.turnTimeout}. */
    @JsonProperty("timeout")
    TIMEOUT("timeout"),
    /** The model still asked for tools after {@code limits.maxIterations} rounds. */
    @JsonProperty("max_iterations")
    MAX_ITERATIONS("max_iterations"),
    /** The provider of the model failed or could not be reached. */
    @JsonProperty("provider_error")
    PROVIDER_ERROR("provider_error"),
    /** The provider's filter, or the model, refused the message or the answer to it; asked again it would refuse again. */
    @JsonProperty("content_filtered")
    CONTENT_FILTERED("content_filtered"),
    /** The source of a delegated task is not among the allowed parents. */
    @JsonProperty("parent_not_allowed")
    PARENT_NOT_ALLOWED("parent_not_allowed"),
    /** A delegated task has come further than {@code delegation.maxDepth} allows. */
    @JsonProperty("depth_exceeded")
    DEPTH_EXCEEDED("depth_exceeded"),
    /** The agent is shutting down and takes no new turn. */
    @JsonProperty("shutting_down")
    SHUTTING_DOWN("shutting_down"),
    /** Whoever asked for the turn gave it up before it ended. */
    @JsonProperty("cancelled")
    CANCELLED("cancelled"),
    /** A defect of the agent. */
    @JsonProperty("internal")
    INTERNAL("internal");

    private final String value;

    TurnErrorType(String value) {
        this.value = value;
    }

    public String value() {
        return value;
    }
}
