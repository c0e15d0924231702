package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.agent.runtime.testing.AgentProcess;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Request;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.testing.OtlpReceiver;
import dev.vivarium.agent.runtime.testing.Patience;
import dev.vivarium.agent.runtime.tools.mcp.FakeMcpServer;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * A client's trace goes on through everything that its turn reaches: over HTTP to a packaged agent, over the bus to its sub-agent, from there to an MCP server, and from both
 * to their provider. The spans are those that a receiver of OTLP got.
 */
@ExtendWith(BrokerExtension.class)
@Timeout(600)
class OneTraceIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String CALLER = "b7ad6b7169203331";

    /** What a message has to contain for the provider to ask for the tool. */
    private static final String DELEGATE = "DELEGATE-THIS";

    private static final String USE_TOOL = "USE-A-TOOL";

    /** First words of the names of the spans that agents begin within a turn, and those of the bus. */
    private static final Set<String> OF_TURNS =
            Set.of("invoke_agent", "chat", "execute_tool", "tools/call", "publish", "process");

    private final String id = UUID.randomUUID().toString().substring(0, 8);
    private final String parentKey = BusNames.routingKey("zoo", "Agent", "main-" + id);
    private final String childKey = BusNames.routingKey("zoo", "SubAgent", "child-" + id);
    private final FakeServer provider = new FakeServer().answering(this::answer);
    private final FakeMcpServer tools = new FakeMcpServer(0);
    private final OtlpReceiver receiver = new OtlpReceiver();

    @TempDir
    Path directory;

    private Path url;

    @BeforeEach
    void writeUrl(TestBroker broker) throws Exception {
        url = Files.writeString(directory.resolve("url"), broker.up());
    }

    @AfterEach
    void close() {
        provider.close();
        tools.close();
        receiver.close();
    }

    @Test
    void aTurnIsOneTraceThroughEverythingThatItReaches() throws Exception {
        try (var main = start(mainAgent());
                var child = start(subAgent())) {
            main.awaitReady();
            child.awaitReady();
            assertThat(turn(main)).contains("Hello there");
            // What they have not sent yet they send when they are told to stop.
            assertThat(main.terminate()).isEqualTo(143);
            assertThat(child.terminate()).isEqualTo(143);
        }

        var spans = spans();
        assertThat(spans)
                .filteredOn(span -> OF_TURNS.contains(span.getName().split(" ")[0]))
                .isNotEmpty()
                .allSatisfy(span ->
                        assertThat(hex(span.getTraceId())).as(span.getName()).isEqualTo(TRACE));

        var queue = BusNames.queue(childKey);
        var toTheMcpServer = only(spans, "tools/call echo");
        assertThat(ancestors(spans, toTheMcpServer))
                .containsExactly(
                        "tools/call echo",
                        "execute_tool echo",
                        "invoke_agent child-" + id,
                        "process " + queue,
                        "publish " + queue,
                        "execute_tool delegate_to_child-" + id,
                        "invoke_agent main-" + id,
                        "POST /v1/turns",
                        CALLER);

        var chats = spans.stream()
                .filter(span -> span.getName().equals("chat test-model"))
                .toList();
        assertThat(chats)
                .extracting(span -> ancestors(spans, span).get(1))
                .containsExactlyInAnyOrder(
                        "invoke_agent main-" + id,
                        "invoke_agent main-" + id,
                        "invoke_agent child-" + id,
                        "invoke_agent child-" + id);
        assertThat(provider.requests())
                .extracting(request -> request.headers().get("traceparent"))
                .as("what the provider hears")
                .containsExactlyInAnyOrderElementsOf(
                        chats.stream().map(OneTraceIT::traceparent).toList());
        assertThat(tools.http().requests())
                .filteredOn(request -> request.body().contains("tools/call"))
                .singleElement()
                .satisfies(request -> assertThat(new ObjectMapper()
                                .readTree(request.body())
                                .at("/params/_meta/traceparent")
                                .asText())
                        .as("what the MCP server hears")
                        .isEqualTo(traceparent(toTheMcpServer)));
    }

    private List<Span> spans() {
        return receiver.spans().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .flatMap(scope -> scope.getSpansList().stream())
                .toList();
    }

    private static Span only(List<Span> spans, String name) {
        var named = spans.stream().filter(span -> span.getName().equals(name)).toList();
        assertThat(named).as(name).hasSize(1);
        return named.getFirst();
    }

    /** Names from a span up to the one that nobody sent, of which the id is all that is known. */
    private static List<String> ancestors(List<Span> spans, Span span) {
        var byId = spans.stream().collect(Collectors.toMap(Span::getSpanId, Function.identity()));
        var names = new ArrayList<String>();
        var current = span;
        while (current != null) {
            names.add(current.getName());
            var parent = current.getParentSpanId();
            current = byId.get(parent);
            if (current == null) {
                names.add(hex(parent));
            }
        }
        return names;
    }

    private static String traceparent(Span span) {
        return "00-" + hex(span.getTraceId()) + "-" + hex(span.getSpanId()) + "-01";
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static String turn(AgentProcess agent) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(agent.url("/v1/turns")))
                .header("Content-Type", "application/json")
                .header("traceparent", "00-" + TRACE + "-" + CALLER + "-01")
                .timeout(Patience.AMPLE)
                .POST(BodyPublishers.ofString("{\"input\":\"" + DELEGATE + "\"}"))
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString()).body();
        }
    }

    private AgentProcess start(AgentConfiguration configuration) throws IOException {
        return AgentProcess.start(configuration, directory, 0, Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url()));
    }

    private AgentConfiguration mainAgent() throws IOException {
        return agent(
                "Agent",
                "main-" + id,
                List.of(new AgentConfiguration.SubAgent("child-" + id, "looks things up", childKey, "60s")),
                List.of(),
                null);
    }

    private AgentConfiguration subAgent() throws IOException {
        return agent(
                "SubAgent",
                "child-" + id,
                List.of(),
                List.of(new AgentConfiguration.McpServer("tools", tools.url(), null, null)),
                new AgentConfiguration.Delegation(2, List.of(parentKey)));
    }

    private AgentConfiguration agent(
            String kind,
            String name,
            List<AgentConfiguration.SubAgent> subAgents,
            List<AgentConfiguration.McpServer> servers,
            AgentConfiguration.Delegation rules)
            throws IOException {
        var apiKey = Files.writeString(directory.resolve("key"), "k");
        return new AgentConfiguration(
                null,
                kind,
                name,
                "zoo",
                "be kind",
                new AgentConfiguration.Model(
                        "anthropic", "test-model", provider.url("/v1"), apiKey.toString(), null, null),
                null,
                new AgentConfiguration.Limits(5, 4, "2m"),
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
        if (body.contains("tool_result")) {
            return Response.events(wire("text.txt"));
        }
        return Response.events(
                body.contains(DELEGATE)
                        ? calls("delegate_to_child-" + id, "task", USE_TOOL)
                        : calls("echo", "text", "x"));
    }

    /** An answer that calls one tool with one argument. */
    private static String calls(String tool, String parameter, String argument) {
        var both = wire("tools.txt");
        var second = both.indexOf("event: content_block_start", both.indexOf("content_block_stop"));
        var end = both.indexOf("event: message_delta");
        return (both.substring(0, second) + both.substring(end))
                .replace("calculate", tool)
                .replace("expression", parameter)
                .replace("1+1", argument);
    }

    private static String wire(String file) {
        try (var stream = OneTraceIT.class.getResourceAsStream("/wire/anthropic/" + file)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
