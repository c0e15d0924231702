package dev.vivarium.agent.runtime.mcpproxy;

import dev.vivarium.agent.contract.InvalidConfigurationException;
import io.opentelemetry.api.OpenTelemetry;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * The image beside an MCP server: as a proxy in front of one that speaks HTTP, or as a bridge to one that speaks over stdin and stdout. It runs without Quarkus: nothing of an agent is wanted, and it starts in a fraction of the time and memory.
 */
public final class McpProxyMain {
    private static final Logger LOG = Logger.getLogger(McpProxyMain.class);
    private static final int BAD_CONFIGURATION = 2;
    private static final int FAILED = 1;

    private McpProxyMain() {}

    /** Runs until SIGTERM; ends the process with exit code 2 when a variable of the environment is wrong, and 1 when the port is taken. */
    public static void run(Map<String, String> environment) {
        run(
                environment,
                telemetry ->
                        new McpProxy(ProxySettings.from(environment), new ServerOperations(telemetry, "tcp")).start());
    }

    /** The same for the bridge to a server that speaks over stdin and stdout. */
    public static void bridge(Map<String, String> environment) {
        run(
                environment,
                telemetry -> new McpBridge(BridgeSettings.from(environment), new ServerOperations(telemetry, "pipe"))
                        .start());
    }

    private static void run(Map<String, String> environment, Function<OpenTelemetry, AutoCloseable> starter) {
        ConsoleLog.start();
        var telemetry = ProxyTelemetry.start(environment);
        AutoCloseable running;
        try {
            running = starter.apply(telemetry.openTelemetry());
        } catch (InvalidConfigurationException e) {
            System.err.println("The environment is not usable:\n  - " + String.join("\n  - ", e.problems()));
            System.exit(BAD_CONFIGURATION);
            return;
        } catch (IllegalStateException e) {
            System.err.println("The port cannot be listened on: " + e.getMessage());
            System.exit(FAILED);
            return;
        }
        var ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            close(running);
                            telemetry.close();
                            ended.countDown();
                        },
                        "shutdown"));
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(AutoCloseable running) {
        try {
            running.close();
        } catch (Exception e) {
            LOG.error("It did not end in order", e);
        }
    }
}
