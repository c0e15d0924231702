package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.runtime.testing.AgentProcess;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Request;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.testing.OtlpReceiver;
import dev.vivarium.agent.runtime.tools.mcp.FakeMcpServer;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Packaged agents are sent what should not be sent, over HTTP and over the bus, and work with models, tools and sub-agents that do what they should not: each
 * time there is an end, an error with a type, a metric, a line in the log, and an agent that answers the next one.
 */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class HostileInputIT {
    private static final int TEN_MEGABYTES = 10_000_000;
    private static final int MAX_DEPTH = 3;

    /** What a message has to contain for the model to ask for the tool that never answers, always for a tool, or for too many at once. */
    private static final String HANG = "HANG-ON";

    private static final String LOOP = "LOOP-ON";
    private static final String STORM = "STORM-ON";

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final FakeServer provider = new FakeServer().answering(this::answer);
    private final FakeMcpServer tools = new FakeMcpServer(0);
    private final OtlpReceiver receiver = new OtlpReceiver();

    @TempDir
    Path directory;

    private Path url;
    private TestClient client;

    @BeforeEach
    void connect(TestBroker broker) throws Exception {
        url = Files.writeString(directory.resolve("url"), broker.up());
        client = new TestClient(broker.up(), "replies-" + id).consume();
    }

    @AfterEach
    void disconnect() throws Exception {
        client.close();
        provider.close();
        tools.close();
        receiver.close();
    }

    @Test
    void everythingIsBoundedOverHttp() throws Exception {
        try (var agent = start(agent()).awaitReady()) {
            assertThat(agent.turn("{\"input\":")).contains("\"invalid_request\"");
            // Refused for what it says that it will send, so that nobody has to send it.
            assertThat(agent.announce("/v1/turns", TEN_MEGABYTES))
                    .startsWith("HTTP/1.1 413")
                    .contains("\"invalid_request\"", "more than the");
            assertThat(agent.turn(request("x".repeat(600_000)))).contains("\"invalid_request\"", "more than the");
            assertThat(agent.turn(request(HANG))).contains("Hello there");
            assertThat(agent.turn(request(LOOP))).contains("\"max_iterations\"");
            assertThat(agent.turn(request(STORM))).contains("\"provider_error\"");
            assertThat(agent.turn(request("hello"))).contains("Hello there");
            assertReported(agent);
            await().untilAsserted(() -> assertThat(agent.log())
                    .contains(
                            "is refused: invalid_request: ",
                            "is refused: invalid_request: The body has 10000000 bytes"));
        }
    }

    @Test
    void everythingIsBoundedOverTheBus() throws Exception {
        var key = BusNames.routingKey("zoo", "Agent", "main-" + id);
        try (var agent = start(agent()).awaitReady()) {
            client.send(key, client.properties("garbage").build(), bytes("{\"input\":"));
            assertError(1, TurnErrorType.INVALID_REQUEST);
            client.send(key, client.properties("huge").build(), bytes(request("x".repeat(TEN_MEGABYTES))));
            assertError(2, TurnErrorType.INVALID_REQUEST);
            client.request(key, "long", "x".repeat(600_000));
            assertError(3, TurnErrorType.INVALID_REQUEST);
            client.request(key, "hang", HANG);
            assertThat(reply(4).output()).startsWith("Hello there");
            client.request(key, "loop", LOOP);
            assertError(5, TurnErrorType.MAX_ITERATIONS);
            client.request(key, "storm", STORM);
            assertError(6, TurnErrorType.PROVIDER_ERROR);
            client.request(key, "good", "hello");
            assertThat(reply(7).output()).startsWith("Hello there");

            var queue = BusNames.queue(key);
            await().untilAsserted(() ->
                    assertThat(client.ready(BusNames.deadLetterQueue(queue))).isEqualTo(2));
            assertThat(client.ready(queue)).isZero();
            assertReported(agent);
            await().untilAsserted(() -> assertThat(errors(Catalog.PROCESS_DURATION))
                    .contains("invalid_request", "max_iterations", "provider_error"));
            await().untilAsserted(() -> assertThat(agent.log())
                    .contains("a message is not a request", "message id garbage", "message id huge"));
        }
    }

    @Test
    void agentsThatDelegateInACircleAreStoppedByDepth() throws Exception {
        var first = BusNames.routingKey("zoo", "SubAgent", "one-" + id);
        try (var one = start(inACircle("one-", "two-"));
                var two = start(inACircle("two-", "one-"))) {
            one.awaitReady();
            two.awaitReady();
            client.request(first, "m", "Please research the history of tea");
            assertThat(reply(1).output()).isNotBlank();

            // Steps 0 and 2 are those of one, 1 and 3 those of two; the fourth is refused.
            await().untilAsserted(() -> {
                assertThat(turns("one-", null)).isEqualTo(2);
                assertThat(turns("two-", null)).isEqualTo(2);
                assertThat(turns("one-", "depth_exceeded")).isEqualTo(1);
                assertThat(errors(Catalog.SUBAGENT_FAILURES)).containsExactly("depth_exceeded");
                assertThat(errors(Catalog.TOOL_DURATION)).containsExactly("depth_exceeded");
            });
            await().untilAsserted(() -> {
                assertThat(one.log())
                        .contains("is refused: depth_exceeded: the task has come " + (MAX_DEPTH + 1)
                                + " steps from the user, this sub-agent allows " + MAX_DEPTH);
                assertThat(two.log()).contains("A task for the sub-agent one-" + id + " failed (depth_exceeded)");
                assertThat(activeTurns(one) + activeTurns(two)).isZero();
            });
        }
    }

    private void assertReported(AgentProcess agent) {
        await().untilAsserted(() -> {
            assertThat(errors(Catalog.TURNS)).contains("invalid_request", "max_iterations", "provider_error");
            assertThat(errors(Catalog.TOOL_DURATION)).contains("timeout");
        });
        await().untilAsserted(() -> assertThat(agent.log())
                .contains("The tool hang failed: timeout", "failed: max_iterations: ", "failed: provider_error: "));
        agent.awaitReady();
    }

    private static int activeTurns(AgentProcess agent) {
        try {
            return agent.activeTurns();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void assertError(int number, TurnErrorType type) {
        var error = reply(number).error();
        assertThat(error).as("error of reply " + number).isNotNull();
        assertThat(error.type()).isEqualTo(type);
        assertThat(error.message()).isNotBlank();
    }

    private TurnReply reply(int number) {
        await().until(() -> client.replies().size() >= number);
        return client.readReplies().get(number - 1);
    }

    private AgentProcess start(AgentConfiguration configuration) throws IOException {
        return AgentProcess.start(
                configuration,
                directory,
                0,
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT",
                        receiver.url(),
                        "OTEL_METRIC_EXPORT_INTERVAL",
                        "500",
                        "VIVARIUM_TOOLS_CALL_TIMEOUT",
                        "2s"));
    }

    private AgentConfiguration agent() throws IOException {
        var apiKey = Files.writeString(directory.resolve("key"), "k");
        return configuration(
                "Agent",
                "main-" + id,
                new AgentConfiguration.Model(
                        "anthropic", "test-model", provider.url("/v1"), apiKey.toString(), null, null),
                List.of(),
                List.of(new AgentConfiguration.McpServer("fake", tools.url(), null, null)),
                null);
    }

    private AgentConfiguration inACircle(String name, String next) {
        return configuration(
                "SubAgent",
                name + id,
                new AgentConfiguration.Model("simulated", "sim", null, null, null, null),
                List.of(new AgentConfiguration.SubAgent(
                        next + id, "helps", BusNames.routingKey("zoo", "SubAgent", next + id), "1m")),
                List.of(),
                new AgentConfiguration.Delegation(MAX_DEPTH, List.of()));
    }

    private AgentConfiguration configuration(
            String kind,
            String name,
            AgentConfiguration.Model model,
            List<AgentConfiguration.SubAgent> subAgents,
            List<AgentConfiguration.McpServer> servers,
            AgentConfiguration.Delegation rules) {
        return new AgentConfiguration(
                null,
                kind,
                name,
                "zoo",
                "be kind",
                model,
                null,
                new AgentConfiguration.Limits(3, 4, "1m"),
                new AgentConfiguration.Transport("Queue"),
                new AgentConfiguration.Broker(url.toString(), null, null, null),
                subAgents,
                servers,
                rules,
                null,
                List.of());
    }

    private Response answer(Request request) {
        var body = request.body();
        if (body.contains(LOOP)) {
            return Response.events(asking("echo"));
        }
        if (body.contains(STORM)) {
            return Response.events(storm());
        }
        if (body.contains(HANG) && !body.contains("tool_result")) {
            return Response.events(asking("hang"));
        }
        return Response.events(wire("text.txt"));
    }

    private static String asking(String tool) {
        return wire("tools.txt")
                .replace("calculate", tool)
                .replace("expression", "text")
                .replace("current_time", "echo");
    }

    /** An answer that asks for a hundred tools. */
    private static String storm() {
        var events = List.of(wire("tools.txt").strip().split("\n\n"));
        var call = String.join("\n\n", events.subList(1, 6));
        var calls = new StringBuilder(events.getFirst());
        for (var i = 0; i < 100; i++) {
            calls.append("\n\n")
                    .append(call.replace("\"index\":0", "\"index\":" + i).replace("call_a", "call_" + i));
        }
        return calls + "\n\n" + String.join("\n\n", events.subList(events.size() - 2, events.size())) + "\n\n";
    }

    private static String wire(String file) {
        try (var stream = HostileInputIT.class.getResourceAsStream("/wire/anthropic/" + file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String request(String input) {
        return "{\"input\":\"" + input + "\"}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Classes of errors in what was received of a metric. */
    private List<String> errors(Metric metric) {
        return points(metric)
                .map(attributes -> value(attributes, Attribute.ERROR_TYPE))
                .filter(type -> !type.isEmpty())
                .distinct()
                .toList();
    }

    /** What the counter of an agent's turns said last. */
    private long turns(String agent, String errorType) {
        return receiver.metrics().stream()
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .filter(data -> data.getName().equals(Catalog.TURNS.name()))
                .flatMap(data -> data.getSum().getDataPointsList().stream())
                .filter(point ->
                        value(point.getAttributesList(), Attribute.AGENT_NAME).equals(agent + id))
                .filter(point -> value(point.getAttributesList(), Attribute.ERROR_TYPE)
                        .equals(errorType == null ? "" : errorType))
                .collect(Collectors.toMap(
                        NumberDataPoint::getAttributesList, NumberDataPoint::getAsInt, (earlier, later) -> later))
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private Stream<List<KeyValue>> points(Metric metric) {
        return receiver.metrics().stream()
                .flatMap(resource -> resource.getScopeMetricsList().stream())
                .flatMap(scope -> scope.getMetricsList().stream())
                .filter(data -> data.getName().equals(metric.name()))
                .flatMap(data -> Stream.concat(
                        data.getHistogram().getDataPointsList().stream().map(HistogramDataPoint::getAttributesList),
                        data.getSum().getDataPointsList().stream().map(NumberDataPoint::getAttributesList)));
    }

    private static String value(List<KeyValue> attributes, Attribute attribute) {
        return attributes.stream()
                .filter(candidate -> candidate.getKey().equals(attribute.key()))
                .map(candidate -> candidate.getValue().getStringValue())
                .findFirst()
                .orElse("");
    }
}
