package dev.vivarium.agent.runtime.tools.mcp;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.testing.Bounds;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.testing.Patience;
import dev.vivarium.agent.runtime.testing.Telemetry;
import dev.vivarium.agent.runtime.tools.ToolInvocation;
import dev.vivarium.agent.runtime.tools.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers are told that a session is over: they keep something for it, and have room for few. */
class McpSessionEndTest {
    private final Telemetry telemetry = new Telemetry();
    private final ReplaceableMcpServer server = new ReplaceableMcpServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void anAgentThatEndsEndsItsSession() {
        servers().close();

        assertThat(server.ended()).containsExactly("session-1");
    }

    @Test
    void aServerThatKeepsItsSessionsIsAskedOnce() {
        server.onEnd(Response.json(405, "{}"));

        servers().close();

        assertThat(server.ended()).containsExactly("session-1");
    }

    @Test
    void aServerThatDoesNotAnswerHoldsUpNoEnd() {
        server.onEnd(null);
        var servers = servers();
        var start = System.nanoTime();

        servers.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
        assertThat(server.ended()).hasSize(1);
    }

    @Test
    void aSessionThatIsReplacedIsEndedWhenNothingIsUnderWayInItAnyMore() throws Exception {
        var connection = connection();
        var begun = new CountDownLatch(1);
        var end = new CountDownLatch(1);
        server.onCall((at, call) -> {
            begun.countDown();
            end.await();
            return ReplaceableMcpServer.result(call, "done");
        });
        var result = new CompletableFuture<ToolResult>();
        var tool = connection.tools().getFirst();
        Thread.ofVirtual()
                .start(() -> result.complete(tool.call(new ToolInvocation("{}", "t/1.1", 0, Patience.AMPLE))));
        begun.await();
        var lists = new AtomicInteger();
        server.onList((at, list) ->
                lists.incrementAndGet() == 1 ? Response.json(500, "{}") : ReplaceableMcpServer.tools(list));

        assertThat(connection.refresh()).as(connection.status()).isTrue();

        assertThat(lists).hasValue(2);
        assertThat(server.ended()).isEmpty();
        end.countDown();
        assertThat(result.get()).isEqualTo(ToolResult.of("done"));
        await().untilAsserted(() -> assertThat(server.ended()).hasSize(1));
        connection.end().join();
        assertThat(server.ended()).hasSize(2);
    }

    @Test
    void aSessionThatTheServerForgotIsLeftAlone() {
        var connection = connection();
        server.replace();
        assertThat(connection.refresh()).as(connection.status()).isTrue();

        connection.end().join();

        assertThat(server.ended()).containsExactly("session-2");
    }

    @Test
    void afterTheEndNoSessionIsBegun() {
        var connection = connection();
        connection.end().join();

        assertThat(connection.refresh()).isFalse();

        assertThat(connection.tools()).isEmpty();
        assertThat(server.ended()).containsExactly("session-1");
    }

    private McpServers servers() {
        var servers = new McpServers(
                Configurations.withMcpServers(List.of(configured())),
                Bounds.tools(),
                new McpMetrics(new Instruments(telemetry.sdk())),
                telemetry.sdk());
        servers.start();
        await().until(() -> servers.status().values().stream().allMatch(status -> status.startsWith("connected")));
        return servers;
    }

    private McpConnection connection() {
        var connection = new McpConnection(
                configured(),
                Bounds.tools(Patience.AMPLE, Patience.AMPLE, Patience.AMPLE),
                new McpMetrics(new Instruments(telemetry.sdk())),
                telemetry.sdk().getTracer("test"),
                () -> {});
        assertThat(connection.refresh()).as(connection.status()).isTrue();
        return connection;
    }

    private AgentConfiguration.McpServer configured() {
        return new AgentConfiguration.McpServer("one", server.url(), List.of(), Map.of());
    }
}
