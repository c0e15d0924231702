package dev.vivarium.agent.runtime.bus;

import dev.vivarium.agent.contract.BusNames;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;

/**
 * A reply as {@link AnswerJournal} keeps it.
 *
 * @param queue that it goes to
 * @param trace headers that carry trace context and baggage
 * @param body JSON, in UTF-8
 */
record KeptReply(String queue, String messageId, String correlationId, Map<String, String> trace, byte[] body) {
    private static final TextMapGetter<Map<String, String>> HEADERS = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> headers) {
            return headers.keySet();
        }

        @Override
        public String get(Map<String, String> headers, String key) {
            return headers == null ? null : headers.get(key);
        }
    };

    /** @param reply goes straight to a queue */
    static KeptReply of(Publication reply, ContextPropagators propagators) {
        var trace = new HashMap<String, String>();
        propagators
                .getTextMapPropagator()
                .inject(
                        reply.trace(),
                        trace,
                        (Map<String, String> carrier, String key, String value) -> carrier.put(key, value));
        var properties = reply.properties();
        return new KeptReply(
                reply.routingKey(), properties.getMessageId(), properties.getCorrelationId(), trace, reply.body());
    }

    /** @param source routing key of this agent */
    Publication publication(String source, ContextPropagators propagators) {
        return new Publication(
                "",
                queue,
                BusNames.TEMPORARY_DESTINATION,
                TurnPublications.replyProperties(source, messageId, correlationId),
                body,
                propagators.getTextMapPropagator().extract(Context.root(), trace, HEADERS));
    }
}
