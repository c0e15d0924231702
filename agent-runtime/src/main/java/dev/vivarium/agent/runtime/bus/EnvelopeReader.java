package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.InvalidMessageException;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnJson;
import dev.vivarium.agent.contract.TurnRequest;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads a delivered message: body, envelope and trace context. */
final class EnvelopeReader {
    private static final TextMapGetter<Map<String, Object>> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, Object> headers) {
            return headers.keySet();
        }

        @Override
        public String get(Map<String, Object> headers, String key) {
            return headers == null ? null : text(headers, key).orElse(null);
        }
    };

    private final ContextPropagators propagators;
    private final TurnJson json;
    private final int maxBytes;

    /** @param maxBytes largest body that is read */
    EnvelopeReader(ContextPropagators propagators, TurnJson json, int maxBytes) {
        this.propagators = propagators;
        this.json = json;
        this.maxBytes = maxBytes;
    }

    Incoming read(Delivery delivery) {
        var properties = delivery.getProperties();
        var headers = headers(properties);
        var trace = trace(properties);
        var enqueuedAt = enqueuedAt(headers);
        try {
            requireRequest(properties);
            if (delivery.getBody().length > maxBytes) {
                throw new InvalidMessageException("the body has " + delivery.getBody().length
                        + " bytes, and this agent reads at most " + maxBytes);
            }
            var request = json.readRequest(delivery.getBody());
            var source = text(headers, MessageHeaders.SOURCE).orElse(MessageHeaders.SOURCE_USER);
            return new Incoming.Turn(
                    withTurnId(request, properties), source, depth(headers, source), trace, enqueuedAt);
        } catch (InvalidMessageException e) {
            return new Incoming.Garbage(turnId(properties), e.getMessage(), trace, enqueuedAt);
        }
    }

    /** Trace context and baggage of a message. */
    Context trace(AMQP.BasicProperties properties) {
        return propagators.getTextMapPropagator().extract(Context.root(), headers(properties), HEADERS);
    }

    private static void requireRequest(AMQP.BasicProperties properties) throws InvalidMessageException {
        var type = properties.getType();
        if (type != null && !MessageHeaders.TYPE_TURN_REQUEST.equals(type)) {
            throw new InvalidMessageException(
                    "the message's type is '" + type + "', not " + MessageHeaders.TYPE_TURN_REQUEST);
        }
        var contentType = properties.getContentType();
        if (contentType != null && !contentType.toLowerCase(Locale.ROOT).startsWith(MessageHeaders.CONTENT_TYPE)) {
            throw new InvalidMessageException(
                    "the content type is '" + contentType + "', not " + MessageHeaders.CONTENT_TYPE);
        }
    }

    private static TurnRequest withTurnId(TurnRequest request, AMQP.BasicProperties properties) {
        return request.turnId() != null
                ? request
                : new TurnRequest(
                        request.contractVersion(),
                        turnId(properties),
                        request.conversationId(),
                        request.input(),
                        request.origin());
    }

    private static String turnId(AMQP.BasicProperties properties) {
        return properties.getMessageId() == null || properties.getMessageId().isBlank()
                ? UUID.randomUUID().toString()
                : properties.getMessageId();
    }

    private static int depth(Map<String, Object> headers, String source) throws InvalidMessageException {
        var text = text(headers, MessageHeaders.DEPTH);
        if (text.isEmpty()) {
            return MessageHeaders.SOURCE_USER.equals(source) ? 0 : 1;
        }
        try {
            var depth = Integer.parseInt(text.get());
            if (depth >= 0) {
                return depth;
            }
        } catch (NumberFormatException e) {
            // Said below, together with negative numbers.
        }
        throw new InvalidMessageException("the header " + MessageHeaders.DEPTH + " is not a number of steps");
    }

    private static Optional<Instant> enqueuedAt(Map<String, Object> headers) {
        try {
            return text(headers, MessageHeaders.ENQUEUED_AT_MS)
                    .map(Long::parseLong)
                    .map(Instant::ofEpochMilli);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Map<String, Object> headers(AMQP.BasicProperties properties) {
        return properties.getHeaders() == null ? Map.of() : properties.getHeaders();
    }

    private static Optional<String> text(Map<String, Object> headers, String name) {
        return Optional.ofNullable(headers.get(name)).map(Object::toString);
    }
}
