package dev.vivarium.agent.runtime.config;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.telemetry.StateDirectory;
import dev.vivarium.agent.runtime.telemetry.TotalsJournal;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Beans that everything else gets by constructor. */
@Singleton
public class RuntimeBeans {
    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    @Produces
    @Singleton
    PriceFile prices(@ConfigProperty(name = "vivarium.agent.pricing") Path file, Clock clock) {
        return new PriceFile(file, clock);
    }

    @Produces
    @Singleton
    TotalsJournal counters(@ConfigProperty(name = StateDirectory.PROPERTY) Path state) {
        return new StateDirectory(state).journal("counters");
    }

    @Produces
    @Singleton
    AgentConfiguration configuration(@ConfigProperty(name = ConfigurationFile.PROPERTY) Path file) {
        return new ConfigurationFile(file).read();
    }
}
