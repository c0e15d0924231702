package dev.vivarium.agent.runtime.health;

import dev.vivarium.agent.contract.AgentConfiguration;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/** Says which configuration the agent runs with. It is up whenever the agent runs: with a bad one it does not start. */
@Readiness
public class ConfigurationCheck implements HealthCheck {
    private final AgentConfiguration configuration;

    public ConfigurationCheck(AgentConfiguration configuration) {
        this.configuration = configuration;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("configuration")
                .up()
                .withData("kind", configuration.kind())
                .withData("name", configuration.namespace() + "/" + configuration.name())
                .withData("provider", configuration.model().provider())
                .withData("model", configuration.model().name())
                .build();
    }
}
