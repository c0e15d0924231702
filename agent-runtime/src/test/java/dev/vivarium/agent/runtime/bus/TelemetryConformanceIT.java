package dev.vivarium.agent.runtime.bus;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.runtime.testing.AgentProcess;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Request;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.testing.OtlpReceiver;
import dev.vivarium.agent.runtime.tools.mcp.FakeMcpServer;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Instrument;
import dev.vivarium.telemetry.Metric;
import dev.vivarium.telemetry.ResourceLabel;
import dev.vivarium.telemetry.Source;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.metrics.v1.AggregationTemporality;
import io.opentelemetry.proto.metrics.v1.HistogramDataPoint;
import io.opentelemetry.proto.metrics.v1.NumberDataPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged agent, with a broker, an MCP server, a provider, a sub-agent and everything that goes wrong with them, sends its telemetry to a receiver of OTLP:
 * what arrives is the catalogue, no more and no less, and has what the OpenTelemetry conventions require.
 */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class TelemetryConformanceIT {
    /** Why metrics of the catalogue are not emitted by an agent, and where they are tested instead. */
    private static final Map<Source, String> EMITTED_ELSEWHERE = Map.of(
            Source.BROKER,
            "vivarium.messaging.queue.depth: a recording rule makes it of what the broker's exporter says; config/prometheus/tests",
            Source.RULES,
            "vivarium.budget: recording rules make them of what specs say and of the cost; config/prometheus/tests",
            Source.MCP_SERVER,
            "mcp.server.operation.duration: MCP servers or the proxy before them emit it, not agents; tests of the proxy");

    /**
     * Attributes that the conventions require of each data point, also under the condition that the value is known, which it always is here: the GenAI
     * conventions (gen-ai-metrics.md, gen-ai-token-metrics.md, mcp.md of semantic-conventions-genai) and messaging-metrics.md of semantic-conventions 1.44.
     */
    private static final Map<String, Set<Attribute>> REQUIRED = Map.ofEntries(
            Map.entry(
                    "gen_ai.client.inference.usage.",
                    Set.of(
                            Attribute.OPERATION_NAME,
                            Attribute.PROVIDER_NAME,
                            Attribute.REQUEST_MODEL,
                            Attribute.TOKEN_MODALITY)),
            Map.entry(
                    "gen_ai.client.inference.",
                    Set.of(Attribute.OPERATION_NAME, Attribute.PROVIDER_NAME, Attribute.REQUEST_MODEL)),
            Map.entry("gen_ai.invoke_agent.", Set.of(Attribute.AGENT_NAME)),
            Map.entry("gen_ai.execute_tool.", Set.of(Attribute.TOOL_NAME)),
            Map.entry("mcp.client.", Set.of(Attribute.MCP_METHOD_NAME)),
            Map.entry(
                    "messaging.",
                    Set.of(
                            Attribute.MESSAGING_SYSTEM,
                            Attribute.MESSAGING_OPERATION_NAME,
                            Attribute.MESSAGING_DESTINATION_NAME)));

    /** Attributes that the conventions require of spans, by the first word of the span's name. */
    private static final Map<String, Set<Attribute>> REQUIRED_OF_SPANS = Map.of(
            "chat", Set.of(Attribute.OPERATION_NAME, Attribute.PROVIDER_NAME, Attribute.REQUEST_MODEL),
            "invoke_agent", Set.of(Attribute.OPERATION_NAME, Attribute.AGENT_NAME),
            "execute_tool", Set.of(Attribute.OPERATION_NAME, Attribute.TOOL_NAME),
            "tools/call", Set.of(Attribute.MCP_METHOD_NAME, Attribute.TOOL_NAME),
            "publish",
                    Set.of(
                            Attribute.MESSAGING_SYSTEM,
                            Attribute.MESSAGING_OPERATION_NAME,
                            Attribute.MESSAGING_DESTINATION_NAME),
            "process",
                    Set.of(
                            Attribute.MESSAGING_SYSTEM,
                            Attribute.MESSAGING_OPERATION_NAME,
                            Attribute.MESSAGING_DESTINATION_NAME));

    /** What a message has to contain for the provider to behave so. */
    private static final String USE_TOOLS = "USE-TOOLS";

    private static final String DELEGATE = "DELEGATE-THIS";
    private static final String HOLD = "HOLD-THIS";
    private static final String REFUSE = "REFUSE-THIS";
    private static final String CUT = "CUT-THIS";
    private static final String FAIL = "FAIL-AT-THIS";

    /** In every message that is sent; it must be in nothing that is received. */
    private static final String SECRET = "xyzzy-4711";

    private static final int BUS_TURNS = 12;

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final String key = BusNames.routingKey("zoo", "Agent", "main-" + id);
    private final CountDownLatch release = new CountDownLatch(1);
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
    void whatArrivesIsTheCatalogue() throws Exception {
        drive();

        var received = new Received(receiver.metrics());
        var expected = Catalog.all().stream()
                .filter(metric -> !EMITTED_ELSEWHERE.containsKey(metric.source()))
                .toList();
        assertThat(received.names())
                .containsExactlyInAnyOrderElementsOf(
                        expected.stream().map(Metric::name).toList());
        assertThat(expected).allSatisfy(metric -> {
            assertInstrument(metric, received.of(metric));
            assertThat(received.keys(metric))
                    .as("attributes of " + metric.name())
                    .containsExactlyInAnyOrderElementsOf(
                            metric.attributes().stream().map(Attribute::key).toList());
            assertThat(received.attributes(metric))
                    .as("required attributes of " + metric.name())
                    .allSatisfy(attributes -> assertThat(attributes.keySet()).containsAll(keys(required(metric))));
            assertThat(received.isMeasured(metric))
                    .as(metric.name() + " has a value that is not 0")
                    .isTrue();
        });
        assertThat(receiver.metrics())
                .allSatisfy(
                        resource -> assertThat(attributes(resource.getResource().getAttributesList())
                                        .keySet())
                                .contains(Stream.of(ResourceLabel.values())
                                        .map(ResourceLabel::resourceAttribute)
                                        .toArray(String[]::new)));
        assertThat(List.of(Catalog.ACTIVE_MESSAGES, Catalog.SUBAGENT_ACTIVE))
                .allSatisfy(metric -> assertThat(received.last(metric))
                        .as(metric.name() + " at the end")
                        .isNotEmpty()
                        .containsOnly(0L));
        assertSpans();
        assertThat(receiver.metrics().toString() + receiver.spans()).doesNotContain(SECRET);
    }

    private void drive() throws Exception {
        try (var main = start(mainAgent())) {
            try {
                drive(main);
            } catch (AssertionError | RuntimeException e) {
                System.err.println("Log of the agent:\n" + main.log());
                throw e;
            }
        }
    }

    private void drive(AgentProcess main) throws Exception {
        main.awaitReady();
        assertThat(turn(main, "hello")).contains("Hello there");
        assertThat(turn(main, USE_TOOLS)).contains("Hello there");
        assertThat(turn(main, REFUSE)).contains("provider_error");
        // Nobody takes the sub-agent's tasks yet.
        assertThat(turn(main, DELEGATE)).contains("Hello there");
        try (var child = start(subAgent())) {
            child.awaitReady();
            client.request(key, "held", SECRET + " " + DELEGATE);
            await().untilAsserted(() -> assertThat(List.of(Catalog.ACTIVE_MESSAGES, Catalog.SUBAGENT_ACTIVE))
                    .allMatch(new Received(receiver.metrics())::isMeasured));
            release.countDown();
            await().until(() -> client.replies().size() == 1);
            // The provider is called again, then its circuit breaker opens, and the fallback answers.
            assertThat(turn(main, CUT)).contains("\"output\"");
            assertThat(turn(main, FAIL)).contains("\"output\"");
            for (var i = 0; i < BUS_TURNS; i++) {
                client.request(key, "m-" + i, SECRET + " " + FAIL + " question " + i);
            }
            client.send(key, client.properties("garbage").build(), "{".getBytes(StandardCharsets.UTF_8));
            await().until(() -> client.replies().size() == BUS_TURNS + 2);
            var lost = client.properties("lost").replyTo("nobody-" + id).build();
            client.send(key, lost, "{".getBytes(StandardCharsets.UTF_8));
            await().until(() ->
                    new Received(receiver.metrics()).keys(Catalog.SENT_MESSAGES).contains(Attribute.ERROR_TYPE.key()));
            assertThat(main.terminate()).isEqualTo(143);
            assertThat(child.terminate()).isEqualTo(143);
        }
    }

    private void assertSpans() {
        var spans = receiver.spans().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
        var named = spans.stream()
                .collect(groupingBy(span -> span.getName().split(" ")[0], flatMapping(Stream::of, toSet())));
        assertThat(named.keySet()).containsAll(REQUIRED_OF_SPANS.keySet());
        REQUIRED_OF_SPANS.forEach((name, required) -> assertThat(named.get(name))
                .as("spans " + name)
                .allSatisfy(
                        span -> assertThat(attributes(span.getAttributesList()).keySet())
                                .containsAll(keys(required))));
        assertThat(spans)
                .filteredOn(span -> span.getStatus().getCodeValue() == 2)
                .isNotEmpty()
                .filteredOn(span -> REQUIRED_OF_SPANS.containsKey(span.getName().split(" ")[0]))
                .allSatisfy(span ->
                        assertThat(attributes(span.getAttributesList())).containsKey(Attribute.ERROR_TYPE.key()));
    }

    private static void assertInstrument(Metric metric, List<io.opentelemetry.proto.metrics.v1.Metric> received) {
        assertThat(received).isNotEmpty().allSatisfy(data -> {
            assertThat(data.getUnit()).as("unit of " + metric.name()).isEqualTo(metric.unit());
            assertThat(data.getDescription()).isEqualTo(metric.description());
            if (metric.instrument() == Instrument.HISTOGRAM) {
                assertThat(data.hasHistogram())
                        .as(metric.name() + " is a histogram")
                        .isTrue();
                assertThat(data.getHistogram().getAggregationTemporality())
                        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
                assertThat(data.getHistogram().getDataPointsList())
                        .extracting(HistogramDataPoint::getExplicitBoundsList)
                        .allSatisfy(bounds -> assertThat(bounds)
                                .as("buckets of " + metric.name())
                                .isEqualTo(metric.boundaries()));
            } else {
                assertThat(data.hasSum()).as(metric.name() + " is a sum").isTrue();
                assertThat(data.getSum().getAggregationTemporality())
                        .isEqualTo(AggregationTemporality.AGGREGATION_TEMPORALITY_CUMULATIVE);
                assertThat(data.getSum().getIsMonotonic())
                        .as(metric.name() + " only grows")
                        .isEqualTo(metric.instrument().isMonotonic());
                assertThat(data.getSum().getDataPointsList())
                        .extracting(NumberDataPoint::hasAsDouble)
                        .as(metric.name() + " is decimal")
                        .containsOnly(metric.instrument() == Instrument.DOUBLE_COUNTER);
            }
        });
    }

    /** The longest prefix that fits. */
    private static Set<Attribute> required(Metric metric) {
        return REQUIRED.entrySet().stream()
                .filter(entry -> metric.name().startsWith(entry.getKey()))
                .max(Map.Entry.comparingByKey())
                .map(Map.Entry::getValue)
                .orElse(Set.of());
    }

    private static List<String> keys(Collection<Attribute> attributes) {
        return attributes.stream().map(Attribute::key).toList();
    }

    private static Map<String, String> attributes(List<KeyValue> attributes) {
        return attributes.stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey, attribute -> attribute.getValue().getStringValue()));
    }

    private static String turn(AgentProcess agent, String input) throws IOException, InterruptedException {
        return agent.turn("{\"input\":\"" + SECRET + " " + input + "\"}");
    }

    private AgentProcess start(AgentConfiguration configuration) throws IOException {
        return AgentProcess.start(
                configuration,
                directory,
                0,
                Map.of(
                        "OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url(),
                        "OTEL_SERVICE_NAME", configuration.name(),
                        "OTEL_METRIC_EXPORT_INTERVAL", "1000",
                        "OTEL_RESOURCE_ATTRIBUTES",
                                "service.namespace=zoo,k8s.namespace.name=zoo,k8s.pod.name=pod,vivarium.kind="
                                        + configuration.kind() + ",vivarium.name=" + configuration.name(),
                        "VIVARIUM_MODEL_RETRY_DELAY", "10ms",
                        "VIVARIUM_MODEL_BREAKER_WINDOW", "10",
                        "VIVARIUM_MODEL_BREAKER_MINIMUM_CALLS", "8"));
    }

    private AgentConfiguration mainAgent() throws IOException {
        var child = BusNames.routingKey("zoo", "SubAgent", "child-" + id);
        return agent(
                "Agent",
                "main-" + id,
                List.of(new AgentConfiguration.SubAgent("child-" + id, "looks things up", child, "60s")),
                List.of(new AgentConfiguration.McpServer("tools", tools.url(), null, null)),
                null);
    }

    private AgentConfiguration subAgent() throws IOException {
        return agent(
                "SubAgent", "child-" + id, List.of(), List.of(), new AgentConfiguration.Delegation(2, List.of(key)));
    }

    /** With a model that has a cache and no price, and one that has a price to fall back on. */
    private AgentConfiguration agent(
            String kind,
            String name,
            List<AgentConfiguration.SubAgent> subAgents,
            List<AgentConfiguration.McpServer> servers,
            AgentConfiguration.Delegation rules)
            throws IOException {
        var apiKey = Files.writeString(directory.resolve("key"), "k");
        var model = new AgentConfiguration.Model(
                        "anthropic", "test-model", provider.url("/v1"), apiKey.toString(), null, null)
                .withFallbacks(List.of(Configurations.simulatedModel()));
        return new AgentConfiguration(
                null,
                kind,
                name,
                "zoo",
                "be kind",
                model,
                null,
                new AgentConfiguration.Limits(5, 4, "2m"),
                new AgentConfiguration.Transport("Queue"),
                new AgentConfiguration.Broker(url.toString(), null, null, null),
                subAgents,
                servers,
                rules,
                null,
                List.of(Configurations.PRICE));
    }

    private Response answer(Request request) throws InterruptedException {
        var body = request.body();
        if (body.contains("tool_result")) {
            return Response.events(wire("text.txt"));
        }
        if (body.contains(HOLD)) {
            release.await();
        }
        if (body.contains(REFUSE)) {
            return Response.json(400, wire("error.json").replace("REASON", "no"));
        }
        if (body.contains(FAIL)) {
            return Response.json(500, wire("error.json").replace("REASON", "down"));
        }
        if (body.contains(CUT)) {
            return new Response(200, "text/event-stream", wire("text.txt").split("event: content_block_stop")[0], true);
        }
        if (body.contains(USE_TOOLS)) {
            return Response.events(wire("tools.txt")
                    .replace("calculate", "echo")
                    .replace("expression", "text")
                    .replace("current_time", "fail")
                    .replace("\"partial_json\":\"{}\"", "\"partial_json\":\"{\\\"text\\\":\\\"x\\\"}\""));
        }
        if (body.contains(DELEGATE)) {
            return Response.events(wire("tools.txt")
                    .replace("calculate", "delegate_to_child-" + id)
                    .replace("expression", "task")
                    .replace("1+1", HOLD)
                    .replace("current_time", "no_such_tool"));
        }
        return Response.events(wire("text.txt"));
    }

    private static String wire(String file) {
        try (var stream = TelemetryConformanceIT.class.getResourceAsStream("/wire/anthropic/" + file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Metrics by name, over all exports of all agents. */
    private record Received(Map<String, List<io.opentelemetry.proto.metrics.v1.Metric>> byName) {
        Received(List<io.opentelemetry.proto.metrics.v1.ResourceMetrics> exports) {
            this(exports.stream()
                    .flatMap(resource -> resource.getScopeMetricsList().stream())
                    .flatMap(scope -> scope.getMetricsList().stream())
                    .collect(groupingBy(io.opentelemetry.proto.metrics.v1.Metric::getName)));
        }

        Set<String> names() {
            return byName.keySet();
        }

        List<io.opentelemetry.proto.metrics.v1.Metric> of(Metric metric) {
            return byName.get(metric.name());
        }

        /** The attributes of each data point. */
        List<Map<String, String>> attributes(Metric metric) {
            return of(metric).stream()
                    .flatMap(data -> Stream.concat(
                            data.getHistogram().getDataPointsList().stream().map(HistogramDataPoint::getAttributesList),
                            data.getSum().getDataPointsList().stream().map(NumberDataPoint::getAttributesList)))
                    .map(TelemetryConformanceIT::attributes)
                    .toList();
        }

        Set<String> keys(Metric metric) {
            return attributes(metric).stream()
                    .flatMap(attributes -> attributes.keySet().stream())
                    .collect(toSet());
        }

        /** What each series of a sum said last. */
        Collection<Long> last(Metric metric) {
            return of(metric).stream()
                    .flatMap(data -> data.getSum().getDataPointsList().stream())
                    .collect(Collectors.toMap(
                            point -> TelemetryConformanceIT.attributes(point.getAttributesList()),
                            NumberDataPoint::getAsInt,
                            (earlier, later) -> later))
                    .values();
        }

        boolean isMeasured(Metric metric) {
            return byName.getOrDefault(metric.name(), List.of()).stream()
                    .anyMatch(data ->
                            data.getHistogram().getDataPointsList().stream().anyMatch(point -> point.getCount() > 0)
                                    || data.getSum().getDataPointsList().stream()
                                            .anyMatch(point -> point.getAsInt() != 0 || point.getAsDouble() != 0));
        }
    }
}
