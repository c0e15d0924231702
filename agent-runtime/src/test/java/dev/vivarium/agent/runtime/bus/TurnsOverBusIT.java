package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply;
import io.opentelemetry.api.baggage.Baggage;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
@Timeout(600)
class TurnsOverBusIT {
    private final String name = "a-" + UUID.randomUUID();
    private final String key = BusNames.routingKey("zoo", "Agent", name);
    private final String queue = BusNames.queue(key);

    @TempDir
    Path directory;

    private AgentConfiguration configuration;
    private TestClient client;

    @BeforeEach
    void connect(TestBroker broker) throws Exception {
        var url = broker.up();
        var file = Files.writeString(directory.resolve("url"), url);
        configuration = Samples.configuration("Agent", name, file.toString());
        client = new TestClient(url, "replies-" + UUID.randomUUID()).consume();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
    }

    @Test
    void answersARequestAndSaysSoInItsTelemetry() throws Exception {
        var turns = FakeTurns.immediate();
        try (var agent = TestAgent.connected(configuration, turns)) {
            var properties = client.properties("m-1");
            var headers = new HashMap<>(properties.build().getHeaders());
            headers.put("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
            headers.put("baggage", "root=zoo.agent.root");
            client.send(
                    key, properties.headers(headers).build(), bytes("{\"input\":\"hello\",\"conversationId\":\"c\"}"));

            var reply = onlyReply();
            assertThat(reply.getProperties().getCorrelationId()).isEqualTo("m-1");
            assertThat(reply.getProperties().getMessageId()).isEqualTo("m-1.reply");
            assertThat(reply.getProperties().getType()).isEqualTo(MessageHeaders.TYPE_TURN_REPLY);
            assertThat(reply.getProperties().getDeliveryMode()).isEqualTo(2);
            assertThat(client.read(reply)).isEqualTo(TurnReply.of("m-1", "c", "hello!", TurnReply.Usage.NONE));
            assertThat(TestClient.headers(reply.getProperties()))
                    .containsEntry(MessageHeaders.SOURCE, key)
                    .containsKey(MessageHeaders.ENQUEUED_AT_MS)
                    .containsEntry("baggage", "root=zoo.agent.root")
                    .hasEntrySatisfying(
                            "traceparent",
                            parent -> assertThat(parent.toString()).startsWith("00-0af7651916cd43dd8448eb211c80319c-"));

            var context = turns.handled().getFirst().context();
            assertThat(context.source()).isEqualTo(MessageHeaders.SOURCE_USER);
            assertThat(context.depth()).isZero();
            assertThat(Span.fromContext(context.trace()).getSpanContext().getTraceId())
                    .isEqualTo("0af7651916cd43dd8448eb211c80319c");
            assertThat(Baggage.fromContext(context.trace()).getEntryValue("root"))
                    .isEqualTo("zoo.agent.root");

            await().untilAsserted(() ->
                    assertThat(agent.hasMetric("messaging.process.duration")).isTrue());
            assertSpans(agent);
            assertMetrics(agent);
        }
        assertThat(client.ready(queue)).isZero();
    }

    private void assertSpans(TestAgent agent) {
        await().untilAsserted(() -> assertThat(agent.spans()).hasSize(2));
        var process = agent.spans().stream()
                .filter(span -> span.getKind() == SpanKind.CONSUMER)
                .findFirst()
                .orElseThrow();
        var publish = agent.spans().stream()
                .filter(span -> span.getKind() == SpanKind.PRODUCER)
                .findFirst()
                .orElseThrow();
        assertThat(process.getName()).isEqualTo("process " + queue);
        assertThat(process.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(process.getAttributes().get(AttributeKey.stringKey("messaging.message.id")))
                .isEqualTo("m-1");
        assertThat(publish.getName()).isEqualTo("publish (temporary)");
        assertThat(publish.getParentSpanId()).isEqualTo(process.getSpanId());
    }

    private void assertMetrics(TestAgent agent) {
        var process = attributes("process", queue);
        var publish = attributes("publish", BusNames.TEMPORARY_DESTINATION);
        var destination = Attributes.of(AttributeKey.stringKey("messaging.destination.name"), queue);
        assertThat(agent.metric("messaging.client.consumed.messages")
                        .getLongSumData()
                        .getPoints())
                .singleElement()
                .satisfies(point -> assertThat(point.getAttributes()).isEqualTo(process))
                .satisfies(point -> assertThat(point.getValue()).isEqualTo(1));
        assertThat(agent.metric("messaging.client.sent.messages")
                        .getLongSumData()
                        .getPoints())
                .singleElement()
                .satisfies(point -> assertThat(point.getAttributes()).isEqualTo(publish));
        assertThat(agent.metric("messaging.process.duration").getHistogramData().getPoints())
                .singleElement()
                .satisfies(point -> assertThat(point.getAttributes()).isEqualTo(process));
        await().untilAsserted(() -> assertThat(agent.metric("messaging.client.operation.duration")
                        .getHistogramData()
                        .getPoints())
                .extracting(point -> point.getAttributes())
                .containsExactlyInAnyOrder(publish, attributes("ack", queue)));
        assertThat(agent.metric("vivarium.messaging.dispatch.duration")
                        .getHistogramData()
                        .getPoints())
                .singleElement()
                .satisfies(point -> assertThat(point.getAttributes()).isEqualTo(destination))
                .satisfies(point -> assertThat(point.getSum()).isBetween(0.0, 30.0));
        await().untilAsserted(() -> assertThat(agent.metric("vivarium.messaging.message.active")
                        .getLongSumData()
                        .getPoints())
                .singleElement()
                .satisfies(point -> assertThat(point.getAttributes()).isEqualTo(destination))
                .satisfies(point -> assertThat(point.getValue()).isZero()));
    }

    @Test
    void showsItsCountersBeforeTheFirstMessage() {
        try (var agent = TestAgent.connected(configuration, FakeTurns.immediate())) {
            assertThat(agent.metric("messaging.client.consumed.messages")
                            .getLongSumData()
                            .getPoints())
                    .singleElement()
                    .satisfies(point -> assertThat(point.getAttributes()).isEqualTo(attributes("process", queue)))
                    .satisfies(point -> assertThat(point.getValue()).isZero());
            assertThat(agent.metric("messaging.client.sent.messages")
                            .getLongSumData()
                            .getPoints())
                    .singleElement()
                    .satisfies(point -> assertThat(point.getValue()).isZero());
            assertThat(agent.metric("vivarium.messaging.message.active")
                            .getLongSumData()
                            .getPoints())
                    .singleElement()
                    .satisfies(point -> assertThat(point.getValue()).isZero());
        }
    }

    @Test
    void handlesARequestThatWantsNoReply() throws Exception {
        var turns = FakeTurns.immediate();
        try (var agent = TestAgent.connected(configuration, turns)) {
            client.send(key, client.properties("m").replyTo(null).build(), bytes("{\"input\":\"x\"}"));
            await().until(() -> turns.handled().size() == 1);
            await().until(() -> agent.hasMetric("messaging.client.operation.duration"));
        }
        assertThat(client.ready(queue)).isZero();
        assertThat(client.replies()).isEmpty();
    }

    @Test
    void runsAsManyTurnsAtATimeAsItMay() throws Exception {
        var turns = FakeTurns.held();
        var most = configuration.limits().maxConcurrentTurns();
        try (var agent = TestAgent.connected(configuration, turns)) {
            for (var i = 0; i < 5 * most; i++) {
                client.request(key, "m-" + i, "x");
            }
            await().until(() -> turns.running() == most);
            turns.release();
            await().until(() -> client.replies().size() == 5 * most);
            assertThat(turns.most()).isEqualTo(most);
            assertThat(agent.bus().status().up()).isTrue();
        }
    }

    @Test
    void waitsForPlacesThatOthersHave() throws Exception {
        var turns = FakeTurns.held();
        try (var agent = TestAgent.connected(configuration, turns)) {
            var overHttp = agent.places().tryTake().orElseThrow();
            for (var i = 0; i < 5; i++) {
                client.request(key, "m-" + i, "x");
            }
            var most = configuration.limits().maxConcurrentTurns();
            await().until(() -> turns.running() == most - 1);
            assertThat(agent.places().tryTake()).isEmpty();
            overHttp.close();
            await().until(() -> turns.running() == most);
            turns.release();
            await().until(() -> client.replies().size() == 5);
            assertThat(turns.most()).isEqualTo(most);
            await().until(() -> agent.places().free() == most);
        }
    }

    @Test
    void turnsOfAConversationAreInOrderWhileOthersRunBesideThem() throws Exception {
        var held = FakeTurns.held();
        try (var agent = TestAgent.connected(configuration, held)) {
            for (var id : List.of("a-0", "a-1", "b-0", "c-0")) {
                client.send(key, client.properties(id).build(), inConversation(id));
            }
            await().until(() -> held.running() == 3);
            assertThat(held.handled())
                    .extracting(handled -> handled.request().input())
                    .containsExactlyInAnyOrder("a-0", "b-0", "c-0");
            for (var i = 2; i < 60; i++) {
                for (var conversation : List.of("a", "b", "c")) {
                    var id = conversation + "-" + i;
                    client.send(key, client.properties(id).build(), inConversation(id));
                }
            }
            held.release();
            await().until(() -> client.replies().size() == 4 + 3 * 58);
            assertThat(agent.bus().status().up()).isTrue();
        }
        assertThat(held.overlaps()).isZero();
        for (var conversation : List.of("a", "b", "c")) {
            assertThat(held.handled())
                    .extracting(handled -> handled.request().input())
                    .filteredOn(input -> input.startsWith(conversation))
                    .isSortedAccordingTo(Comparator.comparingInt(input -> Integer.parseInt(input.substring(2))));
        }
    }

    @Test
    void aBusyConversationDoesNotKeepOthersFromTheirTurns() throws Exception {
        var held = FakeTurns.held();
        var most = configuration.limits().maxConcurrentTurns();
        try (var agent = TestAgent.connected(configuration, held)) {
            for (var i = 0; i < 5 * most; i++) {
                client.send(key, client.properties("a-" + i).build(), inConversation("a-" + i));
            }
            for (var other : List.of("b-0", "c-0")) {
                client.send(key, client.properties(other).build(), inConversation(other));
            }
            await().until(() -> held.running() == 3);
            assertThat(held.handled())
                    .extracting(handled -> handled.request().input())
                    .containsExactlyInAnyOrder("a-0", "b-0", "c-0");
            for (var i = 1; i < 30; i++) {
                for (var other : List.of("b", "c", "d", "e")) {
                    client.send(key, client.properties(other + "-" + i).build(), inConversation(other + "-" + i));
                }
            }
            held.release();
            await().until(() -> client.replies().size() == 5 * most + 2 + 4 * 29);
            assertThat(agent.bus().status().up()).isTrue();
        }
        assertThat(held.overlaps()).isZero();
        assertThat(held.most()).isLessThanOrEqualTo(most);
        for (var conversation : List.of("a", "b", "c", "d", "e")) {
            assertThat(held.handled())
                    .extracting(handled -> handled.request().input())
                    .filteredOn(input -> input.startsWith(conversation))
                    .isSortedAccordingTo(Comparator.comparingInt(input -> Integer.parseInt(input.substring(2))));
        }
        assertThat(client.ready(queue)).isZero();
    }

    @Test
    void holdsNoMoreThanItMayForABusyConversation() throws Exception {
        var held = FakeTurns.held();
        var most = configuration.limits().maxConcurrentTurns() + Samples.SETTINGS.maxWaitingMessages();
        try (var agent = TestAgent.connected(configuration, held)) {
            for (var i = 0; i < 3 * most; i++) {
                client.send(key, client.properties("a-" + i).build(), inConversation("a-" + i));
            }
            await().untilAsserted(() -> assertThat(client.ready(queue)).isEqualTo(2 * most));
            held.release();
            await().until(() -> client.replies().size() == 3 * most);
            assertThat(client.ready(queue)).isZero();
            assertThat(agent.bus().status().up()).isTrue();
        }
        assertThat(held.handled())
                .extracting(
                        handled -> Integer.parseInt(handled.request().input().substring(2)))
                .isSorted();
    }

    private static byte[] inConversation(String id) {
        return bytes("{\"conversationId\":\"" + id.charAt(0) + "\",\"input\":\"" + id + "\"}");
    }

    @Test
    void answersARepeatedMessageOnce() throws Exception {
        var turns = FakeTurns.held();
        try (var agent = TestAgent.connected(configuration, turns)) {
            client.request(key, "m", "x");
            client.request(key, "m", "x");
            await().until(() -> turns.running() == 1);
            turns.release();
            await().until(() -> client.replies().size() == 1);
            client.request(key, "m", "x");
            client.request(key, "other", "y");
            await().until(() -> client.replies().size() == 2);
            assertThat(client.readReplies()).extracting(TurnReply::output).containsExactly("x!", "y!");
            assertThat(turns.handled()).hasSize(2);
            assertThat(agent.bus().status().up()).isTrue();
        }
        assertThat(client.ready(queue)).isZero();
    }

    @Test
    void answersAfterTheConnectionBrokeDuringATurn() throws Exception {
        var turns = FakeTurns.held();
        try (var agent = TestAgent.connected(configuration, turns)) {
            client.request(key, "m", "x");
            await().until(() -> turns.running() == 1);
            agent.bus().link().session().orElseThrow().fail("for a test");
            agent.awaitUp();
            turns.release();
            await().until(() -> client.replies().size() == 1);
            client.request(key, "last", "y");
            await().until(() -> client.replies().size() == 2);
            assertThat(turns.handled()).hasSize(2);
        }
        assertThat(client.ready(queue)).isZero();
    }

    @Test
    void leavesAMessageToTheReplicaThatHasItNow() throws Exception {
        var slow = FakeTurns.held();
        var quick = FakeTurns.immediate();
        var first = TestAgent.connected(configuration, slow);
        try (first) {
            client.request(key, "m", "slow");
            await().until(() -> slow.running() == 1);
            try (var second = TestAgent.connected(configuration, quick)) {
                // Away for good, as far as the broker knows.
                first.bus().link().stop("for a test");
                await().until(() -> client.replies().size() == 1);
                slow.release();
                await().until(() -> slow.running() == 0);
                client.request(key, "last", "y");
                await().until(() -> client.replies().size() == 2);
                assertThat(second.bus().status().up()).isTrue();
            }
        }
        assertThat(client.readReplies()).extracting(TurnReply::output).containsExactly("slow!", "y!");
        assertThat(quick.handled()).hasSize(2);
    }

    @Test
    void doesNotMindThatNobodyWaitsForTheReply() throws Exception {
        var turns = FakeTurns.immediate();
        try (var agent = TestAgent.connected(configuration, turns)) {
            client.send(key, client.properties("m").replyTo("gone").build(), bytes("{\"input\":\"x\"}"));
            client.request(key, "last", "y");
            await().until(() -> client.replies().size() == 1);
            await().untilAsserted(() -> assertThat(agent.metric("messaging.client.sent.messages")
                            .getLongSumData()
                            .getPoints())
                    .extracting(point -> point.getAttributes().get(AttributeKey.stringKey("error.type")))
                    .containsExactlyInAnyOrder(null, "unroutable"));
            assertThat(turns.handled()).hasSize(2);
        }
        assertThat(client.ready(queue)).isZero();
    }

    @Test
    void deadLettersGarbageAndTellsTheSender() throws Exception {
        var turns = FakeTurns.immediate();
        try (var agent = TestAgent.connected(configuration, turns)) {
            client.send(key, client.properties("bad").build(), bytes("{\"input\":"));
            var error = client.read(onlyReply()).error();
            assertThat(error.type()).isEqualTo(TurnErrorType.INVALID_REQUEST);
            assertThat(error.message()).contains("not JSON");
            assertDead(deadLetter(), "bad", "{\"input\":", "not JSON");

            client.send(key, new AMQP.BasicProperties(), new byte[] {0, 1, 2});
            assertDead(deadLetter(), null, "\0\1\2", "not JSON");

            client.send(
                    key,
                    client.properties("big").replyTo(null).build(),
                    bytes("{\"input\":\"" + "x".repeat(200_000) + "\"}"));
            var big = deadLetter();
            assertThat(big.getBody()).hasSize(200_012);
            assertThat(TestClient.headers(big.getProps())
                            .get(MessageHeaders.DEAD_LETTER_DETAIL)
                            .toString())
                    .contains("200012 bytes");

            client.request(key, "good", "still there");
            await().until(() -> client.replies().size() == 2);
            assertThat(agent.bus().status().up()).isTrue();
        }
        assertThat(turns.handled()).hasSize(1);
        assertThat(client.ready(queue)).isZero();
    }

    private static void assertDead(GetResponse dead, String messageId, String body, String detail) {
        if (messageId != null) {
            assertThat(dead.getProps().getMessageId()).isEqualTo(messageId);
        }
        assertThat(new String(dead.getBody(), StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(TestClient.headers(dead.getProps()))
                .containsEntry(MessageHeaders.DEAD_LETTER_REASON, "invalid_request")
                .hasEntrySatisfying(
                        MessageHeaders.DEAD_LETTER_DETAIL,
                        text -> assertThat(text.toString()).contains(detail));
    }

    @Test
    void refusesTasksThatItsRulesForbid() throws Exception {
        var turns = FakeTurns.immediate();
        var rules = new AgentConfiguration.Delegation(2, List.of("zoo.agent.parent"));
        var ruled = Samples.subAgent(name, configuration.broker().urlFile(), 4, rules);
        var key = BusNames.routingKey("zoo", "SubAgent", name);
        try (var agent = TestAgent.connected(ruled, turns)) {
            sendFrom(key, "zoo.agent.parent", 2, "allowed");
            sendFrom(key, "zoo.agent.parent", 3, "too-deep");
            sendFrom(key, "zoo.agent.stranger", 1, "stranger");
            client.request(key, "user", "x");
            await().until(() -> client.replies().size() == 4);
            assertThat(client.readReplies())
                    .filteredOn(reply -> reply.error() != null)
                    .extracting(TurnReply::turnId, reply -> reply.error().type())
                    .containsExactlyInAnyOrder(
                            tuple("too-deep", TurnErrorType.DEPTH_EXCEEDED),
                            tuple("stranger", TurnErrorType.PARENT_NOT_ALLOWED),
                            tuple("user", TurnErrorType.PARENT_NOT_ALLOWED));
            assertThat(turns.refused())
                    .containsExactlyInAnyOrder(
                            TurnErrorType.DEPTH_EXCEEDED,
                            TurnErrorType.PARENT_NOT_ALLOWED,
                            TurnErrorType.PARENT_NOT_ALLOWED);
            assertThat(turns.handled()).singleElement().satisfies(handled -> {
                assertThat(handled.context().source()).isEqualTo("zoo.agent.parent");
                assertThat(handled.context().depth()).isEqualTo(2);
            });
            assertThat(agent.bus().status().up()).isTrue();
        }
    }

    @Test
    void leavesToOthersWhatTheAgentNoLongerTakes() throws Exception {
        var stopping = FakeTurns.immediate();
        stopping.failWith(TurnErrorType.SHUTTING_DOWN);
        try (var agent = TestAgent.connected(configuration, stopping)) {
            client.request(key, "m", "x");
            await().until(() -> stopping.handled().size() == 1);
            assertThat(agent.bus().status().up()).isTrue();
        }
        await().until(() -> client.ready(queue) == 1);
        assertThat(client.replies()).isEmpty();
        try (var next = TestAgent.connected(configuration, FakeTurns.immediate())) {
            await().until(() -> client.replies().size() == 1);
            assertThat(next.bus().status().up()).isTrue();
        }
    }

    @Test
    void answersErrorsThatARetryCannotMend() throws Exception {
        var turns = FakeTurns.immediate();
        turns.failWith(TurnErrorType.PROVIDER_ERROR);
        try (var agent = TestAgent.connected(configuration, turns)) {
            client.request(key, "m", "x");
            assertThat(client.read(onlyReply()).error().type()).isEqualTo(TurnErrorType.PROVIDER_ERROR);
            await().untilAsserted(() -> assertThat(agent.metric("messaging.process.duration")
                            .getHistogramData()
                            .getPoints())
                    .extracting(point -> point.getAttributes().get(AttributeKey.stringKey("error.type")))
                    .containsExactly("provider_error"));
        }
        assertThat(client.ready(queue)).isZero();
    }

    @Test
    void survivesADefectOfTheAgent() throws Exception {
        var turns = FakeTurns.immediate();
        turns.beDefective();
        try (var agent = TestAgent.connected(configuration, turns)) {
            IntStream.range(0, 10).forEach(i -> {
                try {
                    client.request(key, "m-" + i, "x");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            await().until(() -> client.replies().size() == 10);
            assertThat(client.readReplies())
                    .allSatisfy(reply -> assertThat(reply.error().type()).isEqualTo(TurnErrorType.INTERNAL))
                    .allSatisfy(reply -> assertThat(reply.error().message()).doesNotContain("secret"));
            assertThat(agent.bus().status().up()).isTrue();
        }
    }

    private void sendFrom(String key, String source, int depth, String id) throws Exception {
        var headers = Map.<String, Object>of(MessageHeaders.SOURCE, source, MessageHeaders.DEPTH, depth);
        client.send(
                key,
                client.properties(id).headers(headers).build(),
                bytes("{\"input\":\"x\",\"origin\":\"delegated\"}"));
    }

    private Delivery onlyReply() {
        await().until(() -> client.replies().size() == 1);
        return client.replies().getFirst();
    }

    private GetResponse deadLetter() {
        return await().until(() -> client.take(BusNames.deadLetterQueue(queue)), message -> message != null);
    }

    private static Attributes attributes(String operation, String destination) {
        return Attributes.of(
                AttributeKey.stringKey("messaging.system"),
                "rabbitmq",
                AttributeKey.stringKey("messaging.operation.name"),
                operation,
                AttributeKey.stringKey("messaging.destination.name"),
                destination);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
