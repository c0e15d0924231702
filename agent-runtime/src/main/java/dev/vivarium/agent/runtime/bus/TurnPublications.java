package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.DeadLetterReason;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnJson;
import dev.vivarium.agent.contract.TurnReply;
import io.opentelemetry.context.Context;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Makes the messages that a request leads to. The same request leads to the same message ids, so that receivers can tell a repetition. */
final class TurnPublications {
    private final BusAddress address;
    private final TurnJson json;

    TurnPublications(BusAddress address, TurnJson json) {
        this.address = address;
        this.json = json;
    }

    /** The reply to a request; empty when the request asks for none. */
    Optional<Publication> reply(Delivery request, TurnReply reply, Context trace) {
        var asked = request.getProperties();
        if (asked.getReplyTo() == null || asked.getReplyTo().isBlank()) {
            return Optional.empty();
        }
        var properties = replyProperties(
                address.routingKey(),
                id(asked, "reply"),
                asked.getCorrelationId() != null ? asked.getCorrelationId() : asked.getMessageId());
        return Optional.of(new Publication(
                "", asked.getReplyTo(), BusNames.TEMPORARY_DESTINATION, properties, json.write(reply), trace));
    }

    static AMQP.BasicProperties replyProperties(String source, String messageId, String correlationId) {
        return new AMQP.BasicProperties.Builder()
                .messageId(messageId)
                .correlationId(correlationId)
                .type(MessageHeaders.TYPE_TURN_REPLY)
                .contentType(MessageHeaders.CONTENT_TYPE)
                .headers(Map.of(MessageHeaders.SOURCE, source))
                .build();
    }

    /** A copy of a request for the dead-letter queue, with the reason in its headers. */
    Publication deadLetter(Delivery request, DeadLetterReason reason, String detail, Context trace) {
        var original = request.getProperties();
        var headers = new HashMap<String, Object>();
        if (original.getHeaders() != null) {
            headers.putAll(original.getHeaders());
        }
        headers.put(MessageHeaders.DEAD_LETTER_REASON, reason.value());
        headers.put(MessageHeaders.DEAD_LETTER_DETAIL, detail);
        var properties = original.builder()
                .headers(headers)
                .messageId(original.getMessageId() != null ? original.getMessageId() : id(original, "dead"))
                // A dead letter is kept until somebody looks at it.
                .expiration(null)
                .build();
        return new Publication(
                address.deadLetterExchange(),
                address.routingKey(),
                address.deadLetterQueue(),
                properties,
                request.getBody(),
                trace);
    }

    /** The error reply to a message that is no request, and the message itself for the dead-letter queue. */
    List<Publication> garbage(Delivery message, TurnReply refusal, String problem, Context trace) {
        var deadLetter = deadLetter(message, DeadLetterReason.INVALID_REQUEST, problem, trace);
        return reply(message, refusal, trace)
                .map(reply -> List.of(deadLetter, reply))
                .orElseGet(() -> List.of(deadLetter));
    }

    private static String id(AMQP.BasicProperties request, String suffix) {
        return (request.getMessageId() != null
                        ? request.getMessageId()
                        : UUID.randomUUID().toString()) + "." + suffix;
    }
}
