package dev.vivarium.operator.mcpserver.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.mcp.client.DefaultMcpClient;
import dev.langchain4j.mcp.client.transport.http.StreamableHttpMcpTransport;
import dev.vivarium.api.v1alpha1.DiscoveredTool;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeoutException;

/** Asks an MCP server over streamable HTTP who it is and which tools it offers. */
public final class McpDiscovery {
    private static final int MAX_TOOLS = 512;
    private static final int MAX_DESCRIPTION = 256;

    private final Duration timeout;

    /** @param timeout for each of the two questions */
    public McpDiscovery(Duration timeout) {
        this.timeout = timeout;
    }

    /** Blocks until there is an answer or the time is over; never throws for what the server does. */
    public DiscoveryResult ask(DiscoveryTarget target) {
        var transport = new GreetingTransport(new StreamableHttpMcpTransport.Builder()
                .url(target.url())
                .customHeaders(target.headers())
                .timeout(timeout)
                .setHttpVersion1_1()
                .build());
        // The client cannot be closed when its constructor fails, and the transport can.
        try (transport;
                var client = new DefaultMcpClient.Builder()
                        .transport(transport)
                        .clientName("vivarium-operator")
                        .initializationTimeout(timeout)
                        .toolExecutionTimeout(timeout)
                        .autoHealthCheck(false)
                        .build()) {
            var tools = client.listTools().stream()
                    .map(McpDiscovery::tool)
                    .sorted(Comparator.comparing(DiscoveredTool::name))
                    .limit(MAX_TOOLS)
                    .toList();
            var greeting = transport.greeting();
            return new DiscoveryResult.Found(
                    text(greeting.path("serverInfo").path("name")),
                    text(greeting.path("serverInfo").path("version")),
                    text(greeting.path("protocolVersion")),
                    tools);
        } catch (Exception e) {
            return new DiscoveryResult.Failed(message(target, e));
        }
    }

    private static DiscoveredTool tool(ToolSpecification specification) {
        var description = specification.description();
        return new DiscoveredTool(
                specification.name(),
                description == null || description.length() <= MAX_DESCRIPTION
                        ? description
                        : description.substring(0, MAX_DESCRIPTION - 1) + "…");
    }

    private static String text(JsonNode node) {
        return node.isTextual() && !node.asText().isBlank() ? node.asText() : null;
    }

    private String message(DiscoveryTarget target, Throwable error) {
        var host = URI.create(target.url()).getHost();
        if (has(error, UnresolvedAddressException.class)) {
            return "the host " + host + " of " + target.url() + " is unknown";
        }
        if (has(error, HttpTimeoutException.class) || has(error, TimeoutException.class)) {
            return noAnswer(target);
        }
        if (has(error, ConnectException.class)) {
            return "no connection to " + target.url() + "; nothing listens there or the network is closed";
        }
        return target.url() + " does not answer as an MCP server: " + rootMessage(error);
    }

    private static boolean has(Throwable error, Class<? extends Throwable> type) {
        for (var cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private String noAnswer(DiscoveryTarget target) {
        return "no MCP answer from " + target.url() + " within " + timeout.toSeconds() + " s";
    }

    private static String rootMessage(Throwable error) {
        var root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
