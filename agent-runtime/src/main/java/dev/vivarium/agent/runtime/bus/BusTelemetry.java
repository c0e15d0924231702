package dev.vivarium.agent.runtime.bus;

import com.rabbitmq.client.AMQP;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.Keys;
import dev.vivarium.telemetry.Attribute;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import java.time.Duration;

/** Metrics and spans of messages, named by the OpenTelemetry conventions for messaging. */
final class BusTelemetry {
    static final String PUBLISH = "publish";
    static final String PROCESS = "process";
    static final String ACK = "ack";

    private static final String SYSTEM = "rabbitmq";
    private static final AttributeKey<String> OPERATION_TYPE = AttributeKey.stringKey("messaging.operation.type");
    private static final AttributeKey<String> MESSAGE_ID = AttributeKey.stringKey("messaging.message.id");
    private static final AttributeKey<String> CORRELATION_ID =
            AttributeKey.stringKey("messaging.message.conversation_id");
    private static final AttributeKey<Long> BODY_SIZE = AttributeKey.longKey("messaging.message.body.size");
    private static final AttributeKey<String> ROUTING_KEY =
            AttributeKey.stringKey("messaging.rabbitmq.destination.routing_key");

    private final Tracer tracer;
    private final ContextPropagators propagators;
    private final Instruments instruments;

    BusTelemetry(OpenTelemetry openTelemetry, Instruments instruments) {
        this.tracer = openTelemetry.getTracer(Instruments.SCOPE);
        this.propagators = openTelemetry.getPropagators();
        this.instruments = instruments;
    }

    /**
     * Shows the counters before the first message, so that an idle agent is visible and no increase is lost.
     *
     * @param queue the agent's own
     * @param others queues that it may publish to
     */
    void start(String queue, Iterable<String> others) {
        instruments.consumedMessages().add(0, attributes(PROCESS, queue, null));
        instruments.activeMessages().add(0, destination(queue));
        for (var destination : others) {
            instruments.sentMessages().add(0, attributes(PUBLISH, destination, null));
        }
    }

    ContextPropagators propagators() {
        return propagators;
    }

    Span publishSpan(Publication publication) {
        return span(
                        PUBLISH,
                        "send",
                        SpanKind.PRODUCER,
                        publication.destination(),
                        publication.properties(),
                        publication.trace())
                .setAttribute(BODY_SIZE, publication.body().length)
                .setAttribute(ROUTING_KEY, publication.routingKey());
    }

    Span processSpan(String destination, AMQP.BasicProperties properties, int bodySize, Context parent) {
        return span(PROCESS, "process", SpanKind.CONSUMER, destination, properties, parent)
                .setAttribute(BODY_SIZE, bodySize);
    }

    /** @param errorType null on success */
    void end(Span span, String errorType) {
        if (errorType != null) {
            span.setAttribute(Keys.of(Attribute.ERROR_TYPE), errorType).setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    /** @param errorType null on success */
    void published(String destination, Duration duration, String errorType) {
        var attributes = attributes(PUBLISH, destination, errorType);
        instruments.sentMessages().add(1, attributes);
        instruments.messagingDuration().record(seconds(duration), attributes);
    }

    void consumed(String destination) {
        instruments.consumedMessages().add(1, attributes(PROCESS, destination, null));
    }

    /** @param errorType null on success */
    void acknowledged(String destination, Duration duration, String errorType) {
        instruments.messagingDuration().record(seconds(duration), attributes(ACK, destination, errorType));
    }

    /** @param errorType null on success */
    void processed(String destination, Duration duration, String errorType) {
        instruments.processDuration().record(seconds(duration), attributes(PROCESS, destination, errorType));
    }

    void dispatched(String destination, Duration wait) {
        instruments.dispatchDuration().record(seconds(wait), destination(destination));
    }

    /** @param change +1 when the handling of a message begins, -1 when it ends */
    void active(String destination, int change) {
        instruments.activeMessages().add(change, destination(destination));
    }

    private Span span(
            String operation,
            String type,
            SpanKind kind,
            String destination,
            AMQP.BasicProperties properties,
            Context parent) {
        var span = tracer.spanBuilder(operation + " " + destination)
                .setSpanKind(kind)
                .setParent(parent)
                .setAllAttributes(attributes(operation, destination, null))
                .setAttribute(OPERATION_TYPE, type)
                .startSpan();
        if (properties.getMessageId() != null) {
            span.setAttribute(MESSAGE_ID, properties.getMessageId());
        }
        if (properties.getCorrelationId() != null) {
            span.setAttribute(CORRELATION_ID, properties.getCorrelationId());
        }
        return span;
    }

    private static Attributes attributes(String operation, String destination, String errorType) {
        var attributes = Attributes.builder()
                .put(Keys.of(Attribute.MESSAGING_SYSTEM), SYSTEM)
                .put(Keys.of(Attribute.MESSAGING_OPERATION_NAME), operation)
                .put(Keys.of(Attribute.MESSAGING_DESTINATION_NAME), destination);
        if (errorType != null) {
            attributes.put(Keys.of(Attribute.ERROR_TYPE), errorType);
        }
        return attributes.build();
    }

    private static Attributes destination(String destination) {
        return Attributes.of(Keys.of(Attribute.MESSAGING_DESTINATION_NAME), destination);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
