package dev.vivarium.example.mcp;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.McpClient;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.langchain4j.service.tool.ToolExecutionResult;
import java.net.URI;
import java.util.List;

/** A real MCP client, connected to the server under test. */
final class McpConnection implements AutoCloseable {
    private final McpClient client;

    McpConnection(URI server) {
        client = new DefaultMcpClient.Builder()
                .transport(new StreamableHttpMcpTransport.Builder()
                        .url(server.resolve("/mcp").toString())
                        .build())
                .autoHealthCheck(false)
                .build();
    }

    List<String> toolNames() {
        return client.listTools().stream().map(ToolSpecification::name).toList();
    }

    ToolExecutionResult call(String tool, String arguments) {
        return client.executeTool(
                ToolExecutionRequest.builder().name(tool).arguments(arguments).build());
    }

    @Override
    public void close() {
        try {
            client.close();
        } catch (Exception e) {
            throw new IllegalStateException("the MCP client did not close", e);
        }
    }
}
