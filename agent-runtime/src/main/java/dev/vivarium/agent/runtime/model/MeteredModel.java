package dev.vivarium.agent.runtime.model;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.pricing.Cost;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** A model with everything that is told about its calls: one span and one set of measurements each. */
public class MeteredModel {
    private static final Logger LOG = Logger.getLogger(MeteredModel.class);

    private final ModelClient model;
    private final AgentConfiguration.Model configuration;
    private final AgentConfiguration.Telemetry telemetry;
    private final PriceTable prices;
    private final ModelMetrics metrics;
    private final Content content;
    private final Tracer tracer;
    private final AtomicBoolean saysNothing = new AtomicBoolean();

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
     * Makes one call in the current trace context; see {@link ModelClient#call}. What it used is counted and told to the listener once, however it ends.
     *
     * @throws ModelException when the call fails, or its answer was filtered; it is then counted with its type
     */
    ModelReply call(ModelCall call, StreamListener listener) throws ModelException {
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
        try (var scope = Context.current().with(span).makeCurrent()) {
            return measured(call, listener, span);
        } finally {
            span.end();
        }
    }

    private ModelReply measured(ModelCall call, StreamListener listener, Span span) throws ModelException {
        content.input(span, call.messages());
        var start = System.nanoTime();
        var timing = new FirstChunk(listener, start);
        try {
            var reply = model.call(call, timing);
            describe(span, reply);
            if (reply.tokens() == null) {
                unknown(listener);
            } else {
                used(reply.tokens(), reply.responseModel(), listener, span);
            }
            if (reply.finishReason() == FinishReason.CONTENT_FILTER) {
                throw new ModelException(
                        ModelErrorType.CONTENT_FILTERED, "the answer, or the rest of it, was filtered");
            }
            metrics.completed(reply.responseModel(), Duration.ofNanos(System.nanoTime() - start), timing.after);
            return reply;
        } catch (ModelException e) {
            metrics.failed(e.type(), Duration.ofNanos(System.nanoTime() - start), timing.after);
            e.tokens().ifPresent(tokens -> used(tokens, null, listener, span));
            span.setAttribute(Keys.of(Attribute.ERROR_TYPE), e.type().value());
            span.setStatus(StatusCode.ERROR, e.type().value());
            throw e;
        }
    }

    private void describe(Span span, ModelReply reply) {
        span.setAttribute(SpanKeys.FINISH_REASONS, List.of(reply.finishReason().value()));
        if (reply.responseModel() != null) {
            span.setAttribute(Keys.of(Attribute.RESPONSE_MODEL), reply.responseModel());
        }
        if (reply.responseId() != null) {
            span.setAttribute(SpanKeys.RESPONSE_ID, reply.responseId());
        }
        content.output(span, reply.message(), reply.finishReason().value());
    }

    /** @param responseModel null when the provider has not said it */
    private void used(TokenCounts tokens, String responseModel, StreamListener listener, Span span) {
        var cost = prices.rate(configuration.provider(), configuration.name()).map(rate -> rate.cost(tokens));
        metrics.used(responseModel, tokens, cost);
        listener.onUsed(tokens, cost.map(Cost::total));
        span.setAttribute(SpanKeys.INPUT_TOKENS, tokens.input());
        span.setAttribute(SpanKeys.OUTPUT_TOKENS, tokens.output());
        if (telemetry.isLegacy()) {
            span.setAttribute(SpanKeys.PROMPT_TOKENS, tokens.input());
            span.setAttribute(SpanKeys.COMPLETION_TOKENS, tokens.output());
        }
    }

    /** An answer without a word of what it used is not free. */
    private void unknown(StreamListener listener) {
        metrics.unpriced();
        listener.onUsed(TokenCounts.NONE, Optional.empty());
        if (saysNothing.compareAndSet(false, true)) {
            LOG.warnf(
                    "%s/%s answers without saying how many tokens it used: what its calls cost is in no figure",
                    configuration.provider(), configuration.name());
        }
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
