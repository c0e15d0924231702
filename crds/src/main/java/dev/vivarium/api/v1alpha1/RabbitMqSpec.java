package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;

/** A RabbitMQ broker. */
public record RabbitMqSpec(
        @Default("External") @JsonPropertyDescription("External: a broker that runs elsewhere.")
        BrokerMode mode,

        @Required
        @JsonPropertyDescription(
                "Secret key that holds the broker's URL with credentials (amqp://user:password@host:5672/vhost). The Secret must exist in every namespace that has agents in Queue mode.")
        SecretKeyRef urlSecretRef) {
    public RabbitMqSpec {
        mode = mode == null ? BrokerMode.EXTERNAL : mode;
    }
}
