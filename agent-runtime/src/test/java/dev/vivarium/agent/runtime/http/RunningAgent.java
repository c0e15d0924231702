package dev.vivarium.agent.runtime.http;

import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import dev.vivarium.agent.runtime.tools.mcp.FakeMcpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** What the agent under test runs with: a configuration, an MCP server, and a receiver of OTLP that takes everything. */
public final class RunningAgent implements QuarkusTestResourceLifecycleManager {
    static final int MAX_CONCURRENT_TURNS = 2;

    private static final String CONFIGURATION = """
            kind: Agent
            name: rockbot
            namespace: rockbot
            instructions: Be helpful.
            model: {provider: simulated, name: sim-large}
            limits: {maxIterations: 4, maxConcurrentTurns: %d, turnTimeout: 20s}
            transport: {mode: Http}
            mcpServers: [{name: fake, url: "%s"}]
            pricing: [{provider: simulated, model: "*", inputPerMillion: "3", outputPerMillion: "15"}]
            """;

    private FakeMcpServer tools;
    private FakeServer collector;

    @Override
    public Map<String, String> start() {
        tools = new FakeMcpServer(0);
        collector = new FakeServer(0).answering(request -> new Response(200, "application/x-protobuf", "", false));
        try {
            var file = Files.createTempFile("agent", ".yaml");
            file.toFile().deleteOnExit();
            Files.writeString(file, CONFIGURATION.formatted(MAX_CONCURRENT_TURNS, tools.url()));
            return Map.of(
                    "vivarium.agent.config",
                    file.toString(),
                    "vivarium.simulated.time-scale",
                    "0.2",
                    "OTEL_EXPORTER_OTLP_ENDPOINT",
                    collector.url(""),
                    "OTEL_METRIC_EXPORT_INTERVAL",
                    "500");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(collector, new TestInjector.MatchesType(FakeServer.class));
    }

    @Override
    public void stop() {
        tools.close();
        collector.close();
    }
}
