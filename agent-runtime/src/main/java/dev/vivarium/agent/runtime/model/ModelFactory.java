package dev.vivarium.agent.runtime.model;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.agent.runtime.pricing.PriceTable;
import dev.vivarium.agent.runtime.telemetry.Content;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.opentelemetry.api.OpenTelemetry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.concurrent.ThreadLocalRandom;
import org.jboss.logging.Logger;

/** Makes a model of the configuration callable: measured, and guarded. */
@Singleton
public class ModelFactory {
    private static final Logger LOG = Logger.getLogger(ModelFactory.class);
    private static final float HALF = 50;
    private static final int PROBES = 3;

    private final ModelClients clients;
    private final ModelSettings settings;
    private final PriceTable prices;
    private final Instruments instruments;
    private final Content content;
    private final OpenTelemetry openTelemetry;
    private final CircuitBreakerRegistry endpoints;

    @Inject
    public ModelFactory(
            ModelClients clients,
            ModelSettings settings,
            PriceTable prices,
            Instruments instruments,
            Content content,
            OpenTelemetry openTelemetry) {
        this.clients = clients;
        this.settings = settings;
        this.prices = prices;
        this.instruments = instruments;
        this.content = content;
        this.openTelemetry = openTelemetry;
        this.endpoints = CircuitBreakerRegistry.of(CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(settings.breakerWindow())
                .minimumNumberOfCalls(settings.breakerMinimumCalls())
                .failureRateThreshold(HALF)
                .waitDurationInOpenState(settings.breakerOpen())
                .permittedNumberOfCallsInHalfOpenState(PROBES)
                .build());
        endpoints.getEventPublisher().onEntryAdded(added -> tell(added.getAddedEntry()));
    }

    GuardedModel guarded(AgentConfiguration.Model model, AgentConfiguration agent) {
        var metrics = new ModelMetrics(instruments, agent, model, prices);
        return new GuardedModel(
                model.provider() + "/" + model.name(),
                new MeteredModel(clients.of(model), model, agent.telemetry(), prices, metrics, content, openTelemetry),
                metrics,
                endpoints.circuitBreaker(model.provider() + " " + (model.baseUrl() == null ? "" : model.baseUrl())),
                model.maxConcurrentCalls() == null ? agent.limits().maxConcurrentTurns() : model.maxConcurrentCalls(),
                new RetryPolicy(
                        model.maxRetries() == null ? AgentConfiguration.Model.DEFAULT_MAX_RETRIES : model.maxRetries(),
                        settings.retryDelay(),
                        settings.retryMaxDelay(),
                        () -> ThreadLocalRandom.current().nextDouble()),
                model.timeout() == null ? null : GoDuration.parse(model.timeout()));
    }

    private static void tell(CircuitBreaker endpoint) {
        endpoint.getEventPublisher()
                .onStateTransition(event -> LOG.warnf(
                        "Circuit breaker of %s: %s",
                        event.getCircuitBreakerName().strip(), event.getStateTransition()));
    }
}
