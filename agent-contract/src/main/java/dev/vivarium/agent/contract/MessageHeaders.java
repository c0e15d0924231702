package dev.vivarium.agent.contract;

/** AMQP headers and property values of the messages on the bus; W3C trace context travels beside them under its own names. */
public final class MessageHeaders {
    /** When the message was handed to the broker, in milliseconds since the Unix epoch; AMQP's own timestamp has whole seconds only. */
    public static final String ENQUEUED_AT_MS = "x-vivarium-enqueued-at-ms";

    /** Routing key of the agent that sent the message, or {@link #SOURCE_USER}. */
    public static final String SOURCE = "x-vivarium-source";

    /** Steps of delegation between the user's message and this one; 0 for the user's own. */
    public static final String DEPTH = "x-vivarium-depth";

    /** On a dead-lettered message: why, as a value of {@link DeadLetterReason}; the broker's own reasons are in {@code x-death}. */
    public static final String DEAD_LETTER_REASON = "x-vivarium-dead-letter-reason";

    /** On a dead-lettered message: a sentence for people. */
    public static final String DEAD_LETTER_DETAIL = "x-vivarium-dead-letter-detail";

    public static final String SOURCE_USER = "user";

    /** AMQP {@code type} of a message whose body is a {@link TurnRequest}. */
    public static final String TYPE_TURN_REQUEST = "TurnRequest";

    /** AMQP {@code type} of a message whose body is a {@link TurnReply}. */
    public static final String TYPE_TURN_REPLY = "TurnReply";

    /** AMQP {@code type} of a message without a body that gives up the turn whose request has its {@code correlation_id} for its {@code message_id}. */
    public static final String TYPE_TURN_CANCEL = "TurnCancel";

    /** Resource beside this class: properties and headers of messages as a JSON schema. */
    public static final String ENVELOPE_SCHEMA = "envelope.schema.json";

    public static final String CONTENT_TYPE = "application/json";

    private MessageHeaders() {}
}
