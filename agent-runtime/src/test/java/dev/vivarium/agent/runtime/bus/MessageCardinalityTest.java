package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnJson;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.testing.Telemetry;
import dev.vivarium.agent.runtime.turn.TurnPlace;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever messages come, with whatever names of queues, senders and conversations: the series are those of the agent's own queues, and each message is counted. */
class MessageCardinalityTest {
    private static final int MESSAGES = 2_000;
    private static final String QUEUE = "vivarium.zoo.subagent.a";

    /** In everything that a sender writes. */
    private static final String MARK = "\u2603";

    private final Telemetry telemetry = new Telemetry();
    private final TurnJson json = new TurnJson();

    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_124, -7})
    void seriesAreBoundedAndSumsAreExactWhateverComes(long seed) {
        var random = new Random(seed);
        var rules = new AgentConfiguration.Delegation(2, List.of("zoo.agent.boss"));
        var configuration = Samples.subAgent("a", "/none", 4, rules);
        var bus = new BusTelemetry(telemetry.sdk(), new Instruments(telemetry.sdk()));
        var turns = FakeTurns.immediate();
        var handler = new TurnHandler(
                QUEUE,
                new EnvelopeReader(bus.propagators(), json, 10_000),
                new DelegationPolicy(rules),
                turns,
                new TurnPublications(BusAddress.of(configuration, "i"), json),
                bus,
                Clock.systemUTC(),
                new Cancellations());
        var published = 0;
        for (var i = 0; i < MESSAGES; i++) {
            turns.failWith(
                    random.nextBoolean()
                            ? null
                            : TurnErrorType.values()[random.nextInt(TurnErrorType.values().length)]);
            var message = message(random);
            for (var publication : handler.handle(message, handler.read(message), TurnPlace.UNBOUNDED)
                    .orElse(List.of())) {
                bus.published(publication.destination(), Duration.ofMillis(random.nextInt(100)), null);
                published++;
            }
        }

        assertThat(telemetry.values(Catalog.PROCESS_DURATION)).hasSizeBetween(2, 1 + TurnErrorType.values().length);
        assertThat(telemetry.values(Catalog.SENT_MESSAGES).keySet())
                .containsExactlyInAnyOrder(sentTo(BusNames.TEMPORARY_DESTINATION), sentTo(QUEUE + ".dead"));
        assertThat(telemetry.values(Catalog.DISPATCH_DURATION)).hasSize(1);
        assertThat(telemetry.sum(Catalog.DISPATCH_DURATION)).isBetween(0.0, 60.0 * MESSAGES);
        assertThat(telemetry.attributeValues())
                .allSatisfy(value -> assertThat(value).doesNotContain(MARK));
        assertThat(sum(Catalog.PROCESS_DURATION)).isEqualTo(MESSAGES);
        assertThat(sum(Catalog.SENT_MESSAGES)).isEqualTo(published);
        assertThat(sum(Catalog.MESSAGING_DURATION)).isEqualTo(published);
    }

    private static String sentTo(String destination) {
        return "messaging.destination.name=" + destination
                + " messaging.operation.name=publish messaging.system=rabbitmq";
    }

    private double sum(Metric metric) {
        return telemetry.values(metric).values().stream()
                .mapToDouble(value -> value)
                .sum();
    }

    /** A request, or anything else, from anybody, with any headers. */
    private Delivery message(Random random) {
        var headers = new HashMap<String, Object>();
        headers.put(MessageHeaders.SOURCE, random.nextBoolean() ? "zoo.agent.boss" : garbage(random));
        headers.put(MessageHeaders.DEPTH, random.nextInt(10) == 0 ? garbage(random) : random.nextInt(5));
        headers.put(MessageHeaders.ENQUEUED_AT_MS, anyTime(random));
        headers.put("traceparent", garbage(random));
        headers.put("baggage", garbage(random));
        headers.put(garbage(random), garbage(random));
        var properties = new AMQP.BasicProperties.Builder()
                .messageId(random.nextInt(10) == 0 ? null : garbage(random))
                .correlationId(garbage(random))
                .replyTo(random.nextInt(10) == 0 ? null : garbage(random))
                .type(random.nextInt(10) == 0 ? garbage(random) : MessageHeaders.TYPE_TURN_REQUEST)
                .contentType(random.nextInt(10) == 0 ? garbage(random) : MessageHeaders.CONTENT_TYPE)
                .headers(headers)
                .build();
        var body = random.nextInt(10) == 0
                ? garbage(random)
                : new String(
                        json.write(new TurnRequest(null, garbage(random), garbage(random), garbage(random), null)),
                        StandardCharsets.UTF_8);
        return Samples.delivery(properties, body);
    }

    private static Object anyTime(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> garbage(random);
            case 1 -> random.nextLong();
            case 2 -> random.nextInt();
            default -> System.currentTimeMillis() - random.nextInt(1_000);
        };
    }

    private static String garbage(Random random) {
        return MARK + random.nextLong();
    }
}
