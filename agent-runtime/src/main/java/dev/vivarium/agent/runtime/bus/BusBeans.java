package dev.vivarium.agent.runtime.bus;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.delegation.BusSubAgentClient;
import dev.vivarium.agent.runtime.delegation.NoBusSubAgentClient;
import dev.vivarium.agent.runtime.delegation.SubAgentClient;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.StateDirectory;
import dev.vivarium.agent.runtime.turn.TurnPlaces;
import dev.vivarium.agent.runtime.turn.TurnService;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Puts the bus into the application: its settings, its life, its health. */
@Singleton
public class BusBeans {
    private final AgentConfiguration configuration;
    private final BusSettings settings;
    private final Instruments instruments;
    private final Optional<MessageBus> bus;

    @Inject
    BusBeans(
            AgentConfiguration configuration,
            BusProperties properties,
            @ConfigProperty(name = "vivarium.shutdown-grace", defaultValue = "25s") Duration shutdownGrace,
            OpenTelemetry openTelemetry,
            Instruments instruments,
            @ConfigProperty(name = StateDirectory.PROPERTY) Path state,
            Clock clock) {
        this.configuration = configuration;
        this.settings = properties.settings(shutdownGrace);
        this.instruments = instruments;
        this.bus = MessageBus.of(configuration, settings, openTelemetry, instruments, new StateDirectory(state), clock);
    }

    @Produces
    @Singleton
    SubAgentClient subAgentClient() {
        return bus.<SubAgentClient>map(connected -> new BusSubAgentClient(
                        configuration, connected.requests(), instruments, settings.maxConcurrentDelegations()))
                .orElseGet(NoBusSubAgentClient::new);
    }

    /** The broker's absence makes the agent unready and nothing else: it lives on and connects again by itself. */
    @Produces
    @Singleton
    @Readiness
    HealthCheck broker() {
        return () -> {
            var response = HealthCheckResponse.named("broker");
            if (bus.isEmpty()) {
                return response.up()
                        .withData("reason", "transport.mode is Http")
                        .build();
            }
            var status = bus.get().status();
            return status.up()
                    ? response.up().build()
                    : response.down().withData("reason", status.reason()).build();
        };
    }

    void start(@Observes StartupEvent event, TurnService turns, TurnPlaces places) {
        bus.ifPresent(connected -> connected.start(turns, places));
    }

    /** Comes with the signal, before the turns that came over HTTP are waited for, and before turns are refused: no message is taken to be refused. */
    void drain(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE) ShutdownDelayInitiatedEvent event) {
        bus.ifPresent(MessageBus::beginDrain);
    }

    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        if (bus.isPresent()) {
            bus.get().stop();
        }
    }
}
