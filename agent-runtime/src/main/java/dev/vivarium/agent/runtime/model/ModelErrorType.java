package dev.vivarium.agent.runtime.model;

/** The closed set of reasons why a call of a model fails; the values of {@code error.type} on its metrics. */
public enum ModelErrorType {
    /** The key is missing, wrong, or may not use the model. */
    AUTHENTICATION("authentication"),
    RATE_LIMITED("rate_limited"),
    /** The provider does not accept the request: a parameter, or a context that is too long. */
    INVALID_REQUEST("invalid_request"),
    MODEL_NOT_FOUND("model_not_found"),
    SERVER_ERROR("server_error"),
    TIMEOUT("timeout"),
    /** The provider could not be reached, or the connection broke. */
    CONNECTION("connection"),
    /** The answer is not what the protocol says, or it ended early. */
    MALFORMED_RESPONSE("malformed_response"),
    CONTENT_FILTERED("content_filtered"),
    /** The turn was given up while the call was under way. */
    CANCELLED("cancelled"),
    /** The call was not made, since its endpoint failed too often of late. */
    CIRCUIT_OPEN("circuit_open"),
    OTHER("other");

    private final String value;

    ModelErrorType(String value) {
        this.value = value;
    }

    public String value() {
        return value;
    }
}
