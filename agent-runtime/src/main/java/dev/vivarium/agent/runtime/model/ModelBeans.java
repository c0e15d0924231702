package dev.vivarium.agent.runtime.model;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.agent.runtime.model.openai.OpenAiModel;
import dev.vivarium.agent.runtime.model.simulated.ServedLedger;
import dev.vivarium.agent.runtime.model.simulated.SimulatedModel;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Chooses the provider of the configured model. */
@Singleton
public class ModelBeans {
    @Produces
    @Singleton
    ModelClient model(
            AgentConfiguration configuration,
            ServedLedger ledger,
            @ConfigProperty(name = "vivarium.simulated.time-scale") double timeScale) {
        var model = configuration.model();
        return switch (model.provider()) {
            case "simulated" -> new SimulatedModel(model.name(), timeScale, ledger);
            case "openai", "openai-compatible" ->
                new OpenAiModel(model, GoDuration.parse(configuration.limits().turnTimeout()));
            default -> throw new IllegalArgumentException("no provider " + model.provider());
        };
    }
}
