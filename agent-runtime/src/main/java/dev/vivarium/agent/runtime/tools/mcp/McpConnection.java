package dev.vivarium.agent.runtime.tools.mcp;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.retry.Backoff;
import dev.vivarium.agent.runtime.telemetry.Keys;
import dev.vivarium.agent.runtime.telemetry.SpanKeys;
import dev.vivarium.agent.runtime.tools.ToolErrorType;
import dev.vivarium.agent.runtime.tools.ToolInvocation;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.agent.runtime.tools.ToolSettings;
import dev.vivarium.telemetry.Attribute;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** The connection to one MCP server: its session while it is reachable, why not while it is not. */
final class McpConnection {
    private static final Logger LOG = Logger.getLogger(McpConnection.class);
    /** Between tries of a call. A Service leads to another pod within some hundred milliseconds; a container starts again within some seconds. */
    private static final Backoff PAUSES = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final AgentConfiguration.McpServer server;
    private final ToolSettings settings;
    private final McpMetrics metrics;
    private final Tracer tracer;
    private final Runnable onLost;
    private final ReentrantLock connecting = new ReentrantLock();

    private volatile McpSession session;
    private volatile List<McpTool> tools = List.of();
    private volatile String problem = "not tried yet";
    private volatile boolean closed;
    /** Since when it cannot be asked for its tools; null while it can be, or never could. Of the thread that refreshes. */
    private Long awaySince;

    /** @param onLost told when a call shows that the server is gone or was replaced, from the thread of that call */
    McpConnection(
            AgentConfiguration.McpServer server,
            ToolSettings settings,
            McpMetrics metrics,
            Tracer tracer,
            Runnable onLost) {
        this.server = server;
        this.settings = settings;
        this.metrics = metrics;
        this.tracer = tracer;
        this.onLost = onLost;
    }

    String name() {
        return server.name();
    }

    /** The allowed tools; none while the server is not reachable. */
    List<McpTool> tools() {
        return tools;
    }

    /** State for people. */
    String status() {
        return problem == null ? "connected, " + tools.size() + " tools" : problem;
    }

    /** Connects if there is no connection, and lists the tools. Called by one thread only. @return whether the server is there */
    boolean refresh() {
        var step = McpMetrics.INITIALIZE;
        try {
            var current = session;
            if (current == null) {
                current = renewed(null);
            }
            step = McpMetrics.LIST_TOOLS;
            List<ToolSpecification> offered;
            try {
                offered = measured(step, current::listTools);
            } catch (RuntimeException e) {
                // The instance that had the session was replaced, it may be; the tools are not taken away for that.
                step = McpMetrics.INITIALIZE;
                var other = renewed(current);
                step = McpMetrics.LIST_TOOLS;
                offered = measured(step, other::listTools);
            }
            tools = offered.stream()
                    .filter(this::allowed)
                    .map(tool -> new McpTool(this, tool))
                    .toList();
            if (problem != null) {
                LOG.infof("MCP server %s is there with %d tools of %d", name(), tools.size(), offered.size());
                problem = null;
            }
            awaySince = null;
            return true;
        } catch (RuntimeException e) {
            if (!mayComeBack()) {
                lost(step + " failed: " + McpErrors.reason(e));
            }
            return false;
        }
    }

    /** Whether it was there until a moment ago. */
    private boolean mayComeBack() {
        if (problem != null) {
            return false;
        }
        if (awaySince == null) {
            awaySince = System.nanoTime();
        }
        return System.nanoTime() - awaySince < settings.absence().toNanos();
    }

    /**
     * Calls a tool; again in a new session when a call is known to have had no effect, or may have it twice.
     *
     * @param repeatable whether it may
     */
    ToolResult call(String tool, ToolInvocation invocation, boolean repeatable) {
        var span = tracer.spanBuilder(McpMetrics.CALL_TOOL + " " + tool)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(Keys.of(Attribute.MCP_METHOD_NAME), McpMetrics.CALL_TOOL)
                .setAttribute(Keys.of(Attribute.TOOL_NAME), tool)
                .setAttribute(SpanKeys.SERVER, name())
                .startSpan();
        try (var scope = Context.current().with(span).makeCurrent()) {
            var result = untilItIsCertain(tool, invocation, repeatable);
            if (result.isFailed()) {
                span.setAttribute(Keys.of(Attribute.ERROR_TYPE), result.errorType());
                span.setStatus(StatusCode.ERROR, result.errorType());
            }
            if (ToolErrorType.UNREACHABLE.value().equals(result.errorType())) {
                onLost.run();
            }
            return shortened(result);
        } finally {
            span.end();
        }
    }

    private ToolResult untilItIsCertain(String tool, ToolInvocation invocation, boolean repeatable) {
        var end = System.nanoTime() + patience(invocation).toNanos();
        var current = session;
        var outcome = attempt(current, tool, invocation, repeatable);
        for (var tries = 1; outcome.mayRepeat(); tries++) {
            if (tries > 1) {
                // The first time at once: the server was replaced, it may be, and another instance is there already.
                var pause = PAUSES.pause(tries - 1, ThreadLocalRandom.current());
                if (System.nanoTime() + pause.toNanos() > end) {
                    break;
                }
                try {
                    Thread.sleep(pause);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return McpSession.failure(e);
                }
            }
            current = reconnected(current);
            outcome = attempt(current, tool, invocation, repeatable);
            onLost.run();
        }
        if (current == null) {
            metrics.record(McpMetrics.CALL_TOOL, tool, outcome.result().errorType(), 0);
        }
        return outcome.result();
    }

    /** How long a call is tried again: not at all when nobody expects the server, and never beyond the turn. */
    private Duration patience(ToolInvocation invocation) {
        if (problem != null) {
            return Duration.ZERO;
        }
        return invocation.timeLeft().compareTo(settings.absence()) < 0 ? invocation.timeLeft() : settings.absence();
    }

    /**
     * Ends the session, and begins no other. May be called more than once.
     *
     * @return ends when the server has been told, or cannot be told in time
     */
    CompletableFuture<Void> end() {
        closed = true;
        return drop();
    }

    private CompletableFuture<Void> drop() {
        var current = session;
        session = null;
        tools = List.of();
        return current == null ? CompletableFuture.completedFuture(null) : current.end();
    }

    /** @param current null when there is no session */
    private McpSession.Outcome attempt(McpSession current, String tool, ToolInvocation invocation, boolean repeatable) {
        if (current == null) {
            return new McpSession.Outcome(
                    ToolResult.failed(ToolErrorType.UNREACHABLE, "The tool's server cannot be reached."), true);
        }
        var start = System.nanoTime();
        var outcome = current.call(tool, invocation.arguments(), repeatable);
        metrics.record(McpMetrics.CALL_TOOL, tool, outcome.result().errorType(), System.nanoTime() - start);
        return outcome;
    }

    /** @return null when the server cannot be connected to */
    private McpSession reconnected(McpSession broken) {
        try {
            return renewed(broken);
        } catch (RuntimeException e) {
            LOG.debugf("MCP server %s cannot be connected to: %s", name(), McpErrors.reason(e));
            return null;
        }
    }

    /**
     * The session after a broken one, which several threads may find broken. None of them waits for more than one attempt to connect.
     *
     * @param broken null for none
     * @throws RuntimeException when the server cannot be connected to, or another thread found so meanwhile
     */
    private McpSession renewed(McpSession broken) {
        connecting.lock();
        try {
            if (session == broken) {
                session = null;
                if (broken != null) {
                    // It may be known still to whoever did not answer in time, or to an instance that is not reached
                    // any more.
                    broken.end();
                }
                if (!closed) {
                    session = measured(McpMetrics.INITIALIZE, () -> new McpSession(server, settings));
                }
                if (closed) {
                    // Meanwhile, perhaps: then nobody else would end the new one.
                    drop();
                }
            }
            if (session == null) {
                throw new UncheckedIOException(new ServerGoneException("another call could not connect"));
            }
            return session;
        } finally {
            connecting.unlock();
        }
    }

    private void lost(String reason) {
        drop();
        if (!reason.equals(problem)) {
            LOG.warnf(
                    "MCP server %s at %s is not usable, its tools are left out until it is: %s",
                    name(), server.url(), reason);
        }
        problem = reason;
    }

    private boolean allowed(ToolSpecification tool) {
        return server.tools().isEmpty() || server.tools().contains(tool.name());
    }

    private <T> T measured(String method, Supplier<T> operation) {
        var start = System.nanoTime();
        try {
            var result = operation.get();
            metrics.record(method, null, null, System.nanoTime() - start);
            return result;
        } catch (RuntimeException e) {
            metrics.record(method, null, McpErrors.type(e).value(), System.nanoTime() - start);
            throw e;
        }
    }

    private ToolResult shortened(ToolResult result) {
        var longest = settings.maxResultCharacters();
        return result.text().length() <= longest
                ? result
                : new ToolResult(
                        result.text().substring(0, longest) + "\n[cut: the first " + longest + " of "
                                + result.text().length() + " characters]",
                        result.errorType());
    }
}
