package dev.vivarium.agent.runtime.mcpproxy;

import dev.vivarium.agent.contract.InvalidConfigurationException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/**
 * The image as a proxy in front of an MCP server. It runs without Quarkus: nothing of an agent is wanted, and it starts in a fraction of the time and memory.
 */
public final class McpProxyMain {
    private static final int BAD_CONFIGURATION = 2;
    private static final int FAILED = 1;

    private McpProxyMain() {}

    /** Runs until SIGTERM; ends the process with exit code 2 when a variable of the environment is wrong, and 1 when the port is taken. */
    public static void run(Map<String, String> environment) {
        ConsoleLog.start();
        ProxySettings settings;
        try {
            settings = ProxySettings.from(environment);
        } catch (InvalidConfigurationException e) {
            System.err.println(
                    "The environment of the proxy is not usable:\n  - " + String.join("\n  - ", e.problems()));
            System.exit(BAD_CONFIGURATION);
            return;
        }
        var telemetry = ProxyTelemetry.start(environment);
        var proxy = new McpProxy(settings, new ServerOperations(telemetry.openTelemetry(), "tcp"));
        try {
            proxy.start();
        } catch (IllegalStateException e) {
            System.err.println("The proxy cannot listen on port " + settings.port() + ": " + e.getMessage());
            System.exit(FAILED);
        }
        var ended = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            proxy.close();
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
}
