package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** The message broker that agents in Queue mode take turns from. */
public record BrokerSpec(
        @Required @JsonPropertyDescription("RabbitMQ.") RabbitMqSpec rabbitmq) {}
