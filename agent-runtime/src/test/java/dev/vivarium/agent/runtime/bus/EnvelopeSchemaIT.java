package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.runtime.delegation.SubAgentTask;
import io.opentelemetry.context.Context;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What agents really publish fits the schema of envelopes. */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class EnvelopeSchemaIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String id = UUID.randomUUID().toString();
    private final String key = BusNames.routingKey("zoo", "Agent", "a-" + id);
    private final String nobody = BusNames.routingKey("zoo", "SubAgent", "nobody-" + id);

    @TempDir
    Path directory;

    @Test
    void everyTypeOfMessageFits(TestBroker broker) throws Exception {
        var file = Files.writeString(directory.resolve("url"), broker.up());
        var configuration = Samples.configuration("Agent", "a-" + id, file.toString());
        var asked = new CopyOnWriteArrayList<Delivery>();
        try (var client = new TestClient(broker.up(), "replies-" + id).consume();
                var agent = TestAgent.connected(configuration, FakeTurns.immediate())) {
            var queue = "seen-" + id;
            client.channel().queueDeclare(queue, false, true, true, null);
            for (var routingKey : List.of(nobody, BusNames.cancelRoutingKey(nobody))) {
                client.channel().queueBind(queue, BusNames.EXCHANGE, routingKey);
            }
            client.channel().basicConsume(queue, true, (tag, message) -> asked.add(message), tag -> {});

            var subAgent = new AgentConfiguration.SubAgent("nobody-" + id, "helps", nobody, "1m");
            agent.subAgents().delegate(new SubAgentTask(subAgent, "c", "x", 1, Duration.ofSeconds(5), Context.root()));
            client.request(key, "m", "x");
            await().until(() -> asked.size() == 2 && client.replies().size() == 1);

            assertFits(asked.getFirst(), MessageHeaders.TYPE_TURN_REQUEST);
            assertFits(asked.getLast(), MessageHeaders.TYPE_TURN_CANCEL);
            assertThat(asked.getLast().getProperties().getCorrelationId())
                    .isEqualTo(asked.getFirst().getProperties().getMessageId());
            assertFits(client.replies().getFirst(), MessageHeaders.TYPE_TURN_REPLY);
        }
    }

    private static void assertFits(Delivery message, String type) throws Exception {
        var envelope = envelope(message);
        assertThat(envelope.path("type").asText()).isEqualTo(type);
        assertThat(schema().validate(envelope)).as(envelope.toPrettyString()).isEmpty();
    }

    private static JsonSchema schema() throws Exception {
        try (var in = MessageHeaders.class.getResourceAsStream(MessageHeaders.ENVELOPE_SCHEMA)) {
            var schema = (ObjectNode) JSON.readTree(in);
            // Everything that an agent sets has to be described.
            schema.put("additionalProperties", false);
            return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema);
        }
    }

    private static JsonNode envelope(Delivery message) {
        var properties = message.getProperties();
        var envelope = JSON.createObjectNode();
        envelope.put("exchange", message.getEnvelope().getExchange());
        envelope.put("routing_key", message.getEnvelope().getRoutingKey());
        envelope.put("message_id", properties.getMessageId());
        envelope.put("type", properties.getType());
        envelope.put("correlation_id", properties.getCorrelationId());
        envelope.put("reply_to", properties.getReplyTo());
        envelope.put("content_type", properties.getContentType());
        envelope.put("delivery_mode", properties.getDeliveryMode());
        envelope.put("expiration", properties.getExpiration());
        if (properties.getTimestamp() != null) {
            envelope.put("timestamp", properties.getTimestamp().getTime() / 1_000);
        }
        var headers = envelope.putObject("headers");
        properties.getHeaders().forEach((name, value) -> {
            if (value instanceof Number number) {
                headers.put(name, number.longValue());
            } else {
                headers.put(name, value.toString());
            }
        });
        envelope.properties().removeIf(property -> property.getValue().isNull());
        return envelope;
    }
}
