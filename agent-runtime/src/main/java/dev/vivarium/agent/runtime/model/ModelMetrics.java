package dev.vivarium.agent.runtime.model;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.pricing.Cost;
import dev.vivarium.agent.runtime.pricing.PriceTable;
import dev.vivarium.agent.runtime.telemetry.BoundedNames;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.Keys;
import dev.vivarium.telemetry.Attribute;
import io.opentelemetry.api.common.Attributes;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** Records what calls of one model took, used and cost. */
final class ModelMetrics {
    static final String CHAT = "chat";
    static final String OTHER_MODEL = "other";

    private static final String TEXT = "text";
    private static final int MOST_VERSIONS = 16;

    private final Instruments instruments;
    private final PriceTable prices;
    private final String requestModel;
    private final Attributes request;
    private final Attributes paid;
    private final Attributes legacyRequest;
    private final Attributes agent;
    private final AgentConfiguration.Telemetry telemetry;
    private final BoundedNames versions = new BoundedNames(MOST_VERSIONS, OTHER_MODEL);

    ModelMetrics(
            Instruments instruments,
            AgentConfiguration configuration,
            AgentConfiguration.Model model,
            PriceTable prices) {
        this.instruments = instruments;
        this.prices = prices;
        requestModel = model.name();
        paid = Attributes.of(
                Keys.of(Attribute.PROVIDER_NAME), model.provider(), Keys.of(Attribute.REQUEST_MODEL), model.name());
        request = paid.toBuilder().put(Keys.of(Attribute.OPERATION_NAME), CHAT).build();
        legacyRequest = Attributes.of(
                Keys.of(Attribute.OPERATION_NAME),
                CHAT,
                Keys.of(Attribute.SYSTEM),
                model.provider(),
                Keys.of(Attribute.REQUEST_MODEL),
                model.name());
        agent = Attributes.of(Keys.of(Attribute.AGENT_NAME), configuration.name());
        telemetry = configuration.telemetry();
    }

    /** Shows the counters of the configured model before its first call, so that no increase is lost. */
    void start() {
        tokens(requestModel, TokenCounts.NONE);
        refused(ModelErrorType.CIRCUIT_OPEN, 0);
        refused(ModelErrorType.TIMEOUT, 0);
        prices.rate(paid.get(Keys.of(Attribute.PROVIDER_NAME)), requestModel)
                .ifPresent(rate -> cost(rate.cost(TokenCounts.NONE)));
        instruments.unpricedCalls().add(0, paid);
    }

    /**
     * @param responseModel as the provider names it, null when it does not
     * @param firstChunk time to the first chunk, null when none was seen
     */
    void completed(String responseModel, Duration took, Duration firstChunk) {
        durations(Attribute.RESPONSE_MODEL, responseModel(responseModel), took, firstChunk);
    }

    /**
     * What one call used, whether it was answered or not.
     *
     * @param named the model that answered, as the provider names it, null when it does not
     * @param cost empty when the model has no price
     */
    void used(String named, TokenCounts tokens, Optional<Cost> cost) {
        var responseModel = responseModel(named);
        tokens(responseModel, tokens);
        if (telemetry.isLegacy()) {
            legacyTokens(responseModel, "input", tokens.input());
            legacyTokens(responseModel, "output", tokens.output());
        }
        instruments.contextTokens().record(tokens.input(), agent);
        cost.ifPresentOrElse(this::cost, this::unpriced);
    }

    /** A call was answered that is in no figure of cost. */
    void unpriced() {
        instruments.unpricedCalls().add(1, paid);
    }

    /** @param firstChunk time to the first chunk of an answer that broke off, null when none was seen */
    void failed(ModelErrorType type, Duration took, Duration firstChunk) {
        durations(Attribute.ERROR_TYPE, type.value(), took, firstChunk);
    }

    private void durations(Attribute outcome, String value, Duration took, Duration firstChunk) {
        var attributes = request.toBuilder().put(Keys.of(outcome), value).build();
        if (telemetry.isLatest()) {
            instruments.inferenceDuration().record(seconds(took), attributes);
        }
        if (telemetry.isLegacy()) {
            instruments
                    .legacyOperationDuration()
                    .record(
                            seconds(took),
                            legacyRequest.toBuilder()
                                    .put(Keys.of(outcome), value)
                                    .build());
        }
        if (firstChunk != null) {
            instruments.timeToFirstChunk().record(seconds(firstChunk), attributes);
        }
    }

    /** A call had to wait for a slot for so long, whether it got one or not. */
    void waited(Duration time) {
        instruments.modelQueueDuration().record(seconds(time), paid);
    }

    /** A call was not made. */
    void refused(ModelErrorType why) {
        refused(why, 1);
    }

    private void refused(ModelErrorType why, long calls) {
        instruments
                .refusedCalls()
                .add(
                        calls,
                        paid.toBuilder()
                                .put(Keys.of(Attribute.ERROR_TYPE), why.value())
                                .build());
    }

    private void tokens(String responseModel, TokenCounts tokens) {
        var attributes = request.toBuilder()
                .put(Keys.of(Attribute.RESPONSE_MODEL), responseModel)
                .put(Keys.of(Attribute.TOKEN_MODALITY), TEXT)
                .build();
        if (telemetry.isLatest()) {
            instruments.inputTokens().add(tokens.input(), attributes);
            instruments.outputTokens().add(tokens.output(), attributes);
        }
        instruments.cacheReadTokens().add(tokens.cacheRead(), attributes);
        instruments.cacheWriteTokens().add(tokens.cacheWrite(), attributes);
        instruments.reasoningTokens().add(tokens.reasoning(), attributes);
    }

    private void legacyTokens(String responseModel, String type, long tokens) {
        instruments
                .legacyTokenUsage()
                .record(
                        tokens,
                        legacyRequest.toBuilder()
                                .put(Keys.of(Attribute.RESPONSE_MODEL), responseModel)
                                .put(Keys.of(Attribute.TOKEN_TYPE), type)
                                .build());
    }

    private void cost(Cost cost) {
        cost("input", cost.input());
        cost("output", cost.output());
        cost("cache_read", cost.cacheRead());
        cost("cache_write", cost.cacheWrite());
    }

    private void cost(String type, BigDecimal usd) {
        instruments
                .costUsd()
                .add(
                        usd.doubleValue(),
                        paid.toBuilder().put(Keys.of(Attribute.COST_TYPE), type).build());
    }

    /** The name that the provider gave, if it is the requested model or a version of it: the requested name with something after it. */
    private String responseModel(String named) {
        if (named == null || named.equals(requestModel)) {
            return requestModel;
        }
        return named.startsWith(requestModel) ? versions.bound(named) : OTHER_MODEL;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
