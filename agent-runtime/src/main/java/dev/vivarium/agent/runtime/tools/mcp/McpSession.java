package dev.vivarium.agent.runtime.tools.mcp;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.exception.ToolExecutionException;
import dev.langchain4j.invocation.InvocationContext;
import dev.langchain4j.invocation.InvocationParameters;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.McpClientListener;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.tools.ToolErrorType;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.agent.runtime.tools.ToolSettings;
import java.util.List;
import java.util.Map;

/** One initialized session with an MCP server. The client library starts a new one by itself when the server has forgotten it. */
final class McpSession implements AutoCloseable {
    private static final String CLIENT_NAME = "vivarium-agent";
    private static final String FAILURE = "failure";

    private final DefaultMcpClient client;

    /** Connects. @throws RuntimeException when that fails or takes longer than the connect timeout */
    McpSession(AgentConfiguration.McpServer server, ToolSettings settings) {
        var headers = new McpHeaders(server.headerFiles());
        var transport = StreamableHttpMcpTransport.builder()
                .url(server.url())
                .setHttpVersion1_1()
                .timeout(settings.connectTimeout())
                .customHeaders(call -> headers.current())
                .build();
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
     * Calls a tool. The library gives the result of a call that timed out as if it were the tool's own, and throws the same for a broken connection as for a
     * tool that says it failed; its listener knows better.
     */
    ToolResult call(String tool, String arguments) {
        var parameters = new InvocationParameters();
        var context =
                InvocationContext.builder().invocationParameters(parameters).build();
        var request =
                ToolExecutionRequest.builder().name(tool).arguments(arguments).build();
        try {
            var result = client.executeTool(request, context);
            Throwable failure = parameters.get(FAILURE);
            return failure == null ? ToolResult.of(result.resultText()) : failed(failure);
        } catch (ToolExecutionException e) {
            Throwable failure = parameters.get(FAILURE);
            return failure == null ? ToolResult.failed(ToolErrorType.TOOL_ERROR, McpErrors.reason(e)) : failed(failure);
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static ToolResult failed(Throwable failure) {
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
