package dev.vivarium.agent.runtime.tools.mcp;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.invocation.InvocationParameters;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.McpClientListener;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.tools.ToolErrorType;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.agent.runtime.tools.ToolSettings;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** One initialized session with an MCP server. It holds no connection, but the server keeps something for it until it is {@link #end() ended}. */
final class McpSession {
    private static final String CLIENT_NAME = "vivarium-agent";
    private static final String REPEATABLE = "repeatable";
    private static final String FAILURE = "failure";

    private final HttpTransport transport;
    private final DefaultMcpClient client;
    /** Messages under way, and its owner until it ends the session. */
    private final AtomicInteger users = new AtomicInteger(1);

    private final AtomicBoolean given = new AtomicBoolean();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Connects. @throws RuntimeException when that fails or takes longer than the connect timeout */
    McpSession(AgentConfiguration.McpServer server, ToolSettings settings) {
        transport = new HttpTransport(server.url(), new McpHeaders(server.headerFiles()), settings);
        try {
            client = client(server.name(), settings);
        } catch (RuntimeException e) {
            // It may have begun all the same.
            transport.end();
            throw e;
        }
    }

    private DefaultMcpClient client(String name, ToolSettings settings) {
        return DefaultMcpClient.builder()
                .key(name)
                .clientName(CLIENT_NAME)
                .transport(transport)
                .initializationTimeout(settings.connectTimeout())
                // Lists are fetched with the timeout of tool calls; the caller has the shorter one.
                .toolExecutionTimeout(settings.callTimeout())
                .autoHealthCheck(false)
                .metaSupplier(call -> Map.copyOf(McpHeaders.trace()))
                .listener(new FailureListener())
                .build();
    }

    /**
     * Has the server forget the session as soon as nothing is under way in it. May be called more than once.
     *
     * @return ends when the server has answered, does not answer in time, or has no sessions
     */
    CompletableFuture<Void> end() {
        if (given.compareAndSet(false, true)) {
            release();
        }
        return ended;
    }

    private void release() {
        if (users.decrementAndGet() == 0) {
            transport.end().thenRun(() -> ended.complete(null));
        }
    }

    /** The tools that the server has now. @throws RuntimeException when it cannot be asked */
    List<ToolSpecification> listTools() {
        users.incrementAndGet();
        try {
            client.evictToolListCache();
            return client.listTools();
        } finally {
            release();
        }
    }

    /**
     * What came of sending a call.
     *
     * @param mayRepeat whether the call failed, and sending it once more in a new session does no harm
     */
    record Outcome(ToolResult result, boolean mayRepeat) {}

    /**
     * Calls a tool. The library gives the result of a call that timed out as if it were the tool's own, and throws the same for a broken connection as for a
     * tool that says it failed; its listener knows better.
     *
     * @param repeatable whether the tool may run twice
     */
    Outcome call(String tool, String arguments, boolean repeatable) {
        var parameters = InvocationParameters.from(REPEATABLE, repeatable);
        users.incrementAndGet();
        var context =
                InvocationContext.builder().invocationParameters(parameters).build();
        var request =
                ToolExecutionRequest.builder().name(tool).arguments(arguments).build();
        try {
            var result = client.executeTool(request, context);
            Throwable failure = parameters.get(FAILURE);
            return failure == null
                    ? new Outcome(ToolResult.of(result.resultText()), false)
                    : failed(failure, repeatable);
        } catch (ToolExecutionException e) {
            Throwable failure = parameters.get(FAILURE);
            return failure == null
                    ? new Outcome(ToolResult.failed(ToolErrorType.TOOL_ERROR, McpErrors.reason(e)), false)
                    : failed(failure, repeatable);
        } catch (RuntimeException e) {
            return failed(e, repeatable);
        } finally {
            release();
        }
    }

    /** Whether the tool that is called may run twice. */
    static boolean isRepeatable(McpCallContext call) {
        return call.invocationContext() != null
                && Boolean.TRUE.equals(
                        call.invocationContext().invocationParameters().get(REPEATABLE));
    }

    private static Outcome failed(Throwable failure, boolean repeatable) {
        return new Outcome(
                failure(failure),
                McpErrors.neverRan(failure) || repeatable && McpErrors.type(failure) == ToolErrorType.UNREACHABLE);
    }

    static ToolResult failure(Throwable failure) {
        var type = McpErrors.type(failure);
        return ToolResult.failed(
                type,
                switch (type) {
                    case TIMEOUT -> "The tool did not answer in time.";
                    case UNREACHABLE -> "The tool's server cannot be reached.";
                    case CANCELLED -> "The call was given up.";
                    case ANSWER_TOO_LARGE ->
                        "The tool's answer is too large to be read; ask it for less. It may have done what it was asked.";
                    default -> "The tool could not be called: " + McpErrors.reason(failure);
                });
    }

    private static final class FailureListener implements McpClientListener {
        @Override
        public void onExecuteToolError(McpCallContext context, Throwable failure) {
            if (context.invocationContext() != null) {
                context.invocationContext().invocationParameters().put(FAILURE, failure);
            }
        }
    }
}
