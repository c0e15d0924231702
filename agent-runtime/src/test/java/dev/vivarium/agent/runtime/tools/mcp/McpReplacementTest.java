package dev.vivarium.agent.runtime.tools.mcp;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.testing.Bounds;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.testing.Patience;
import dev.vivarium.agent.runtime.testing.Telemetry;
import dev.vivarium.agent.runtime.tools.ToolInvocation;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.agent.runtime.tools.ToolSettings;
import dev.vivarium.telemetry.Catalog;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of calls when the instance of a server that has their session is replaced, dies, or is only slow. */
class McpReplacementTest {
    private static final Duration SHORT = Duration.ofSeconds(2);

    private final Telemetry telemetry = new Telemetry();
    private final ReplaceableMcpServer server = new ReplaceableMcpServer();
    private McpConnection connection;

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write"})
    void aCallInASessionThatIsForgottenIsMadeInANewOne(String tool) {
        connect(server.url());
        var executed = new AtomicInteger();
        server.onCall((at, call) -> {
            executed.incrementAndGet();
            return ReplaceableMcpServer.result(call, Integer.toString(at));
        });
        server.replace();
        assertThat(call(tool)).isEqualTo(ToolResult.of("2"));
        assertThat(executed).hasValue(1);
    }

    @Test
    void manyCallsThatFindTheSessionForgottenAtOnceAreAllAnswered() throws Exception {
        connect(server.url());
        server.replace();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<ToolResult>> calls = Collections.nCopies(24, () -> call("write"));
            for (var result : threads.invokeAll(calls)) {
                assertThat(result.get()).isEqualTo(ToolResult.of("2"));
            }
        }
    }

    @Test
    void aServerThatKnowsNoSessionForLongerThanAMessageIsUnreachable() {
        connect(server.url(), Bounds.tools(Patience.AMPLE, Patience.AMPLE, SHORT));
        server.onCall((at, call) -> Response.json(404, "{}"));
        assertThat(call("write").errorType()).isEqualTo("unreachable");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // The one that may run twice is called at the other instance.
                "read | 2 | ",
                "write | The tool's server cannot be reached. | unreachable"
            })
    void aCallOfWhichNothingMoreIsHeardAfterTheInstanceWasReplacedDoesNotWait(String tool, String text, String error)
            throws Exception {
        connect(server.url(), Bounds.tools(Patience.AMPLE, SHORT, Patience.AMPLE));
        var begun = new CountDownLatch(1);
        var second = new AtomicInteger();
        server.onCall((at, call) -> {
            if (at == 1) {
                begun.countDown();
                return null;
            }
            second.incrementAndGet();
            return ReplaceableMcpServer.result(call, Integer.toString(at));
        });
        var result = later(tool);
        begun.await();
        server.replace();
        assertThat(result.get()).isEqualTo(new ToolResult(text, error));
        assertThat(second).hasValue(error == null ? 1 : 0);
    }

    @Test
    void anInstanceThatDrainsMayEndACallThatMustNotRunTwice() throws Exception {
        connect(server.url());
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        server.onCall((at, call) -> {
            begun.countDown();
            end.await();
            return ReplaceableMcpServer.result(call, Integer.toString(at));
        });
        var result = later("write");
        begun.await();
        server.replace();
        await().until(() -> server.refusals() > 0);
        end.countDown();
        assertThat(result.get()).isEqualTo(ToolResult.of("1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write"})
    void aSlowToolOfALivingServerIsWaitedFor(String tool) throws Exception {
        connect(server.url());
        var end = new CountDownLatch(1);
        server.onCall((at, call) -> {
            end.await();
            return ReplaceableMcpServer.result(call, "slow");
        });
        var result = later(tool);
        await().until(() -> server.pings() >= 3);
        end.countDown();
        assertThat(result.get()).isEqualTo(ToolResult.of("slow"));
    }

    @Test
    void aServerThatIsTooBusyToAnswerAnythingElseHasTheWholeTimeout() {
        connect(server.url(), Bounds.tools(SHORT, Patience.AMPLE, Patience.AMPLE));
        server.onCall((at, call) -> null).onPing((at, ping) -> null);
        assertThat(call("read").errorType()).isEqualTo("timeout");
    }

    @Test
    void aStreamThatEndsBeforeTheResultIsAnErrorAtOnce() {
        connect(server.url());
        server.onCall((at, call) -> Response.events(": begun\n\n"));
        assertThat(call("write").errorType()).isEqualTo("unreachable");
    }

    @Test
    void aServerThatIsKilledDuringACallIsUnreachable() throws Exception {
        connect(server.url(), Bounds.tools(Patience.AMPLE, Patience.AMPLE, SHORT));
        var begun = new CountDownLatch(1);
        server.onCall((at, call) -> {
            begun.countDown();
            return null;
        });
        var result = later("write");
        begun.await();
        server.close();
        assertThat(result.get().errorType()).isEqualTo("unreachable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write"})
    void aHostThatVanishesDuringACallIsUnreachable(String tool) throws Exception {
        try (var relay = new Relay(server.port())) {
            connect(relay.url(), Bounds.tools(Patience.AMPLE, Patience.AMPLE, SHORT));
            var begun = new CountDownLatch(1);
            server.onCall((at, call) -> {
                begun.countDown();
                return null;
            });
            var result = later(tool);
            begun.await();
            relay.vanish();
            assertThat(result.get().errorType()).isEqualTo("unreachable");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"read", "write"})
    void aServerThatCannotBeConnectedToForAMomentIsTriedAgain(String tool) throws Exception {
        try (var relay = new Relay(server.port())) {
            connect(relay.url());
            relay.vanish();
            var result = later(tool);
            await().until(() -> failedConnections() >= 3);
            try (var other = relay.back()) {
                assertThat(result.get()).isEqualTo(ToolResult.of("1"));
            }
        }
    }

    @Test
    void theToolsStayWhileTheServerIsAwayForAMoment() throws Exception {
        try (var relay = new Relay(server.port())) {
            connect(relay.url(), Bounds.tools(SHORT, Patience.AMPLE, SHORT));
            relay.vanish();
            assertThat(connection.refresh()).isFalse();
            assertThat(connection.tools()).hasSize(2);
            await().until(() -> !connection.refresh() && connection.tools().isEmpty());
            assertThat(connection.status()).startsWith("initialize failed: no connection");
        }
    }

    @Test
    void aCallWhoseServerIsLongGoneFailsAtOnce() throws Exception {
        try (var relay = new Relay(server.port())) {
            connect(relay.url(), Bounds.tools(SHORT, Patience.AMPLE, SHORT));
            var tool = tool("write");
            relay.vanish();
            await().until(() -> !connection.refresh() && connection.tools().isEmpty());
            var before = failedConnections();
            assertThat(tool.call(new ToolInvocation("{}", "t/1.1", 0, Patience.AMPLE))
                            .errorType())
                    .isEqualTo("unreachable");
            assertThat(failedConnections() - before).isEqualTo(1);
        }
    }

    @Test
    void theToolsStayWhenTheInstanceIsReplacedBetweenCalls() {
        connect(server.url());
        server.replace();
        assertThat(connection.refresh()).isTrue();
        assertThat(connection.tools()).hasSize(2);
    }

    private double failedConnections() {
        return telemetry.values(Catalog.MCP_CLIENT_DURATION).entrySet().stream()
                .filter(series -> series.getKey().contains("initialize")
                        && series.getKey().contains("error.type"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    /** With bounds of which the test waits for none. */
    private void connect(String url) {
        connect(url, Bounds.tools(Patience.AMPLE, Patience.AMPLE, Patience.AMPLE));
    }

    private void connect(String url, ToolSettings settings) {
        connection = new McpConnection(
                new AgentConfiguration.McpServer("one", url, List.of(), Map.of()),
                settings,
                new McpMetrics(new Instruments(telemetry.sdk())),
                telemetry.sdk().getTracer("test"),
                () -> {});
        assertThat(connection.refresh()).as(connection.status()).isTrue();
    }

    private Future<ToolResult> later(String tool) {
        var result = new CompletableFuture<ToolResult>();
        Thread.ofVirtual().start(() -> result.complete(call(tool)));
        return result;
    }

    private ToolResult call(String name) {
        return tool(name).call(new ToolInvocation("{}", "t/1.1", 0, Patience.AMPLE));
    }

    private McpTool tool(String name) {
        return connection.tools().stream()
                .filter(offered -> offered.specification().name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
