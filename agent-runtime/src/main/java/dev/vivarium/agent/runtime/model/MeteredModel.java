package dev.vivarium.agent.runtime.model;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.pricing.PriceTable;
import dev.vivarium.agent.runtime.telemetry.Content;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.Keys;
import dev.vivarium.agent.runtime.telemetry.SpanKeys;
import dev.vivarium.telemetry.Attribute;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A model with everything that is told about its calls: one span and one set of measurements each. */
public class MeteredModel {
    private final ModelClient model;
    private final AgentConfiguration.Model configuration;
    private final AgentConfiguration.Telemetry telemetry;
    private final PriceTable prices;
    private final ModelMetrics metrics;
    private final Content content;
    private final Tracer tracer;

    MeteredModel(
            ModelClient model,
            AgentConfiguration.Model configuration,
            AgentConfiguration.Telemetry telemetry,
            PriceTable prices,
            ModelMetrics metrics,
            Content content,
            OpenTelemetry openTelemetry) {
        this.model = model;
        this.configuration = configuration;
        this.telemetry = telemetry;
        this.prices = prices;
        this.metrics = metrics;
        this.content = content;
        this.tracer = openTelemetry.getTracer(Instruments.SCOPE);
    }

    /**
     * An answer and its price.
     *
     * @param costUsd empty when the model has no price
     */
    public record Answer(ModelReply reply, Optional<BigDecimal> costUsd) {}

    /**
     * Makes one call in the current trace context; see {@link ModelClient#call}.
     *
     * @throws ModelException when the call fails; it is then counted with its type
     */
    Answer call(ModelCall call, StreamListener listener) throws ModelException {
        var span = tracer.spanBuilder("chat " + configuration.name())
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(Keys.of(Attribute.OPERATION_NAME), ModelMetrics.CHAT)
                .setAttribute(Keys.of(Attribute.REQUEST_MODEL), configuration.name())
                .startSpan();
        if (telemetry.isLatest()) {
            span.setAttribute(Keys.of(Attribute.PROVIDER_NAME), configuration.provider());
        }
        if (telemetry.isLegacy()) {
            span.setAttribute(Keys.of(Attribute.SYSTEM), configuration.provider());
        }
        var start = System.nanoTime();
        var timing = new FirstChunk(listener, start);
        try (var scope = Context.current().with(span).makeCurrent()) {
            var reply = model.call(call, timing);
            return completed(call, reply, Duration.ofNanos(System.nanoTime() - start), timing.after, span);
        } catch (ModelException e) {
            metrics.failed(e.type(), Duration.ofNanos(System.nanoTime() - start), timing.after);
            span.setAttribute(Keys.of(Attribute.ERROR_TYPE), e.type().value());
            span.setStatus(StatusCode.ERROR, e.type().value());
            throw e;
        } finally {
            span.end();
        }
    }

    private Answer completed(ModelCall call, ModelReply reply, Duration took, Duration firstChunk, Span span) {
        var cost = prices.rate(configuration.provider(), configuration.name()).map(rate -> rate.cost(reply.tokens()));
        metrics.completed(reply, took, firstChunk, cost);
        span.setAttribute(SpanKeys.INPUT_TOKENS, reply.tokens().input());
        span.setAttribute(SpanKeys.OUTPUT_TOKENS, reply.tokens().output());
        if (telemetry.isLegacy()) {
            span.setAttribute(SpanKeys.PROMPT_TOKENS, reply.tokens().input());
            span.setAttribute(SpanKeys.COMPLETION_TOKENS, reply.tokens().output());
        }
        span.setAttribute(SpanKeys.FINISH_REASONS, List.of(reply.finishReason()));
        if (reply.responseModel() != null) {
            span.setAttribute(Keys.of(Attribute.RESPONSE_MODEL), reply.responseModel());
        }
        if (reply.responseId() != null) {
            span.setAttribute(SpanKeys.RESPONSE_ID, reply.responseId());
        }
        content.record(span, Content.INPUT, call.messages().toString());
        content.record(span, Content.OUTPUT, reply.message().toString());
        return new Answer(reply, cost.map(parts -> parts.total()));
    }

    /** Notes when the first chunk came; null while none has. */
    private static final class FirstChunk implements StreamListener {
        private final StreamListener listener;
        private final long start;
        private volatile Duration after;

        FirstChunk(StreamListener listener, long start) {
            this.listener = listener;
            this.start = start;
        }

        @Override
        public void onFirstChunk() {
            after = Duration.ofNanos(System.nanoTime() - start);
            listener.onFirstChunk();
        }

        @Override
        public void onText(String piece) {
            listener.onText(piece);
        }

        @Override
        public boolean hearsText() {
            return listener.hearsText();
        }
    }
}
