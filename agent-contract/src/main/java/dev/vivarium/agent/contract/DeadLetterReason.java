package dev.vivarium.agent.contract;

/** The closed set of reasons for which an agent itself puts a message into its dead-letter queue. */
public enum DeadLetterReason {
    /** The message is not a request that an agent understands. */
    INVALID_REQUEST("invalid_request"),
    /** The turn has ended, but the broker refuses to take its reply. */
    REPLY_REJECTED("reply_rejected");

    private final String value;

    DeadLetterReason(String value) {
        this.value = value;
    }

    public String value() {
        return value;
    }
}
