package dev.vivarium.agent.runtime.model;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.provider.ProviderModel;
import dev.vivarium.agent.runtime.model.simulated.ServedLedger;
import dev.vivarium.agent.runtime.model.simulated.SimulatedModel;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Chooses the provider of the configured model. */
@Singleton
public class ModelBeans {
    @Produces
    @Singleton
    ModelClient model(
            AgentConfiguration configuration,
            ServedLedger ledger,
            Clock clock,
            @ConfigProperty(name = "vivarium.simulated.time-scale") double timeScale) {
        var model = configuration.model();
        return switch (model.provider()) {
            case "simulated" -> new SimulatedModel(model.name(), timeScale, ledger);
            default -> new ProviderModel(model, clock);
        };
    }
}
