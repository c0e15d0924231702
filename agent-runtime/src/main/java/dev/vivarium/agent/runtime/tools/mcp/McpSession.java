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

/** One initialized session with an MCP server. It holds no connection, so there is nothing to close. */
final class McpSession {
    private static final String CLIENT_NAME = "vivarium-agent";
    private static final String REPEATABLE = "repeatable";
    private static final String FAILURE = "failure";

    private final DefaultMcpClient client;

    /** Connects. @throws RuntimeException when that fails or takes longer than the connect timeout */
    McpSession(AgentConfiguration.McpServer server, ToolSettings settings) {
        var transport = new HttpTransport(server.url(), new McpHeaders(server.headerFiles()), settings);
        client = DefaultMcpClient.builder()
                .key(server.name())
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

    /** The tools that the server has now. @throws RuntimeException when it cannot be asked */
    List<ToolSpecification> listTools() {
        client.evictToolListCache();
        return client.listTools();
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
