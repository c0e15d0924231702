package dev.vivarium.agent.runtime.model;

import dev.vivarium.agent.runtime.model.provider.ProviderModel;
import dev.vivarium.agent.runtime.model.simulated.ServedLedger;
import dev.vivarium.agent.runtime.model.simulated.SimulatedModel;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Chooses the provider of a model. */
@Singleton
public class ModelBeans {
    @Produces
    @Singleton
    ModelClients clients(
            ServedLedger ledger,
            Clock clock,
            @ConfigProperty(name = "vivarium.simulated.time-scale") double timeScale) {
        return model -> "simulated".equals(model.provider())
                ? new SimulatedModel(model.name(), timeScale, ledger)
                : new ProviderModel(model, clock);
    }
}
