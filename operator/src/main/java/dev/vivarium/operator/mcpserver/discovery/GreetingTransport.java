package dev.vivarium.operator.mcpserver.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.protocol.McpClientMessage;
import dev.langchain4j.mcp.protocol.McpInitializeRequest;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;

/** Keeps how the server introduced itself, which the client does not tell. */
final class GreetingTransport implements McpTransport {
    private final McpTransport transport;
    private volatile JsonNode greeting = MissingNode.getInstance();

    GreetingTransport(McpTransport transport) {
        this.transport = transport;
    }

    /** The result of {@code initialize}. */
    JsonNode greeting() {
        return greeting;
    }

    @Override
    public void start(McpOperationHandler handler) {
        transport.start(handler);
    }

    @Override
    public CompletableFuture<JsonNode> initialize(McpInitializeRequest request) {
        return transport.initialize(request).thenApply(answer -> {
            greeting = answer.path("result");
            if (!greeting.path("protocolVersion").isTextual()) {
                throw new IllegalStateException(
                        answer.has("error")
                                ? "it refused to initialize: "
                                        + answer.path("error").path("message").asText()
                                : "its answer to initialize names no protocol version");
            }
            return answer;
        });
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpClientMessage request) {
        return transport.executeOperationWithResponse(request);
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpCallContext context) {
        return transport.executeOperationWithResponse(context);
    }

    @Override
    public void executeOperationWithoutResponse(McpClientMessage request) {
        transport.executeOperationWithoutResponse(request);
    }

    @Override
    public void executeOperationWithoutResponse(McpCallContext context) {
        transport.executeOperationWithoutResponse(context);
    }

    @Override
    public void checkHealth() {
        transport.checkHealth();
    }

    @Override
    public void onFailure(Runnable action) {
        // Not passed on: after a failure the client would try again by itself, for ever.
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
