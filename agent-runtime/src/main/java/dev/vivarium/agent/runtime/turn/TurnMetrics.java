package dev.vivarium.agent.runtime.turn;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnOrigin;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.Keys;
import dev.vivarium.telemetry.Attribute;
import io.opentelemetry.api.common.Attributes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** Counts and times turns. */
@Singleton
public class TurnMetrics {
    private final Instruments instruments;
    private final Attributes agent;

    @Inject
    public TurnMetrics(Instruments instruments, AgentConfiguration configuration) {
        this.instruments = instruments;
        this.agent = Attributes.of(Keys.of(Attribute.AGENT_NAME), configuration.name());
    }

    /** Shows the counters before the first turn, so that an idle agent is visible and no increase is lost. */
    public void start() {
        instruments.turns().add(0, with(TurnOrigin.USER, null));
        instruments.turns().add(0, with(TurnOrigin.DELEGATED, null));
    }

    /** @param error null on success */
    void ended(TurnOrigin origin, TurnErrorType error, UsageMeter usage, long nanos) {
        counted(origin, error);
        var duration = agent;
        if (error != null) {
            duration = agent.toBuilder()
                    .put(Keys.of(Attribute.ERROR_TYPE), error.value())
                    .build();
        }
        instruments.turnDuration().record(nanos / 1e9, duration);
        instruments.callsPerTurn().record(usage.llmCalls(), agent);
        instruments.toolsPerTurn().record(usage.toolCalls(), agent);
    }

    /** A turn that was refused before it began: it has no duration. */
    void counted(TurnOrigin origin, TurnErrorType error) {
        instruments.turns().add(1, with(origin, error));
    }

    private Attributes with(TurnOrigin origin, TurnErrorType error) {
        var attributes = agent.toBuilder().put(Keys.of(Attribute.TURN_ORIGIN), origin.value());
        if (error != null) {
            attributes.put(Keys.of(Attribute.ERROR_TYPE), error.value());
        }
        return attributes.build();
    }
}
