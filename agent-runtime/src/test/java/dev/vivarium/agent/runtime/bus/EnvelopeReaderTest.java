package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.LongStringHelper;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnJson;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopeReaderTest {
    private final EnvelopeReader reader = new EnvelopeReader(
            ContextPropagators.create(TextMapPropagator.composite(
                    W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance())),
            new TurnJson(),
            200);

    @Test
    void readsEverythingThatTheEnvelopeHolds() {
        var headers = Map.<String, Object>of(
                MessageHeaders.SOURCE,
                LongStringHelper.asLongString("zoo.agent.parent"),
                MessageHeaders.DEPTH,
                2,
                MessageHeaders.ENQUEUED_AT_MS,
                1_700_000_000_123L,
                "traceparent",
                LongStringHelper.asLongString("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"),
                "baggage",
                LongStringHelper.asLongString("root=zoo.agent.root"));
        var turn = turn(
                Samples.properties(headers)
                        .type("TurnRequest")
                        .contentType("application/json")
                        .build(),
                "{\"input\":\"x\"}");

        assertThat(turn.source()).isEqualTo("zoo.agent.parent");
        assertThat(turn.depth()).isEqualTo(2);
        assertThat(turn.enqueuedAt()).contains(Instant.ofEpochMilli(1_700_000_000_123L));
        assertThat(turn.request().turnId()).isEqualTo("m-1");
        assertThat(Span.fromContext(turn.trace()).getSpanContext().getTraceId())
                .isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(Baggage.fromContext(turn.trace()).getEntryValue("root")).isEqualTo("zoo.agent.root");
    }

    @Test
    void takesAPlainMessageForAUsersFirstOne() {
        var turn = turn(new AMQP.BasicProperties(), "{\"input\":\"x\",\"turnId\":\"t-1\"}");
        assertThat(turn.source()).isEqualTo(MessageHeaders.SOURCE_USER);
        assertThat(turn.depth()).isZero();
        assertThat(turn.enqueuedAt()).isEmpty();
        assertThat(turn.request().turnId()).isEqualTo("t-1");
        assertThat(Span.fromContext(turn.trace()).getSpanContext().isValid()).isFalse();
    }

    @Test
    void countsAtLeastOneStepFromAnotherAgent() {
        var headers = Map.<String, Object>of(MessageHeaders.SOURCE, "zoo.agent.parent");
        assertThat(turn(Samples.properties(headers).build(), "{\"input\":\"x\"}")
                        .depth())
                .isEqualTo(1);
    }

    @Test
    void doesWithoutAnEnqueueTimeThatIsNoNumber() {
        var headers = Map.<String, Object>of(MessageHeaders.ENQUEUED_AT_MS, "yesterday");
        assertThat(turn(Samples.properties(headers).build(), "{\"input\":\"x\"}")
                        .enqueuedAt())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"-1", "many", "1.5", "99999999999"})
    void refusesADepthThatIsNoNumberOfSteps(String depth) {
        var garbage =
                garbage(Samples.properties(Map.of(MessageHeaders.DEPTH, depth)).build(), "{\"input\":\"x\"}");
        assertThat(garbage.problem()).contains("x-vivarium-depth");
        assertThat(garbage.turnId()).isEqualTo("m-1");
    }

    @Test
    void saysWhatItCannotRead() {
        assertThat(garbage(new AMQP.BasicProperties(), "hello").problem()).startsWith("not JSON");
        assertThat(garbage(new AMQP.BasicProperties(), "hello").turnId()).isNotBlank();
        assertThat(garbage(new AMQP.BasicProperties(), "{\"input\":\"" + "x".repeat(300) + "\"}")
                        .problem())
                .isEqualTo("the body has 312 bytes, and this agent reads at most 200");
        assertThat(garbage(Samples.properties(Map.of()).type("TurnReply").build(), "{\"input\":\"x\"}")
                        .problem())
                .isEqualTo("the message's type is 'TurnReply', not TurnRequest");
        assertThat(garbage(Samples.properties(Map.of()).contentType("text/xml").build(), "<x/>")
                        .problem())
                .isEqualTo("the content type is 'text/xml', not application/json");
    }

    private Incoming.Turn turn(AMQP.BasicProperties properties, String body) {
        return (Incoming.Turn) reader.read(Samples.delivery(properties, body));
    }

    private Incoming.Garbage garbage(AMQP.BasicProperties properties, String body) {
        return (Incoming.Garbage) reader.read(Samples.delivery(properties, body));
    }
}
