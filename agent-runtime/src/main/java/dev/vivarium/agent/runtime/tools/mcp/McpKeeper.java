package dev.vivarium.agent.runtime.tools.mcp;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.tools.ToolSettings;
import io.opentelemetry.api.trace.Tracer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Keeps one MCP server connected: tries again with growing pauses while it is gone, lists its tools now and then while it is there. */
final class McpKeeper {
    private final McpConnection connection;
    private final ToolSettings settings;
    private final Thread thread;
    private final CountDownLatch tried = new CountDownLatch(1);
    private final Semaphore wake = new Semaphore(0);

    McpKeeper(AgentConfiguration.McpServer server, ToolSettings settings, McpMetrics metrics, Tracer tracer) {
        this.settings = settings;
        connection = new McpConnection(server, settings, metrics, tracer, wake::release);
        thread = Thread.ofVirtual().name("mcp-" + server.name()).unstarted(this::keep);
    }

    void start() {
        thread.start();
    }

    String name() {
        return connection.name();
    }

    String status() {
        return connection.status();
    }

    /** @param patience longest wait for the very first attempt to connect */
    List<McpTool> tools(Duration patience) {
        try {
            if (!tried.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                return List.of();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return connection.tools();
    }

    /**
     * Looks after the server no longer.
     *
     * @return ends when the server has been told that its session is over, or cannot be told in time
     */
    CompletableFuture<Void> end() {
        thread.interrupt();
        return connection.end();
    }

    private void keep() {
        var pause = settings.retryInterval();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                var there = connection.refresh();
                tried.countDown();
                if (there) {
                    pause = settings.retryInterval();
                }
                var next = there ? settings.refreshInterval() : pause;
                pause = there
                        ? pause
                        : shorter(
                                pause.multipliedBy(2),
                                settings.refreshInterval().dividedBy(2));
                // Woken early when a call finds the server gone; that several found it is one reason to look.
                if (wake.tryAcquire(next.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
