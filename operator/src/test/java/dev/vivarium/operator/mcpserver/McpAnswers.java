package dev.vivarium.operator.mcpserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Answers as an MCP server with the tools {@code add} and {@code list} does over streamable HTTP. */
public final class McpAnswers implements HttpHandler {
    private static final String SESSION = "Mcp-Session-Id";

    private final ObjectMapper json = new ObjectMapper();
    private final Queue<String> authorizations = new ConcurrentLinkedQueue<>();
    private final Queue<String> ended = new ConcurrentLinkedQueue<>();
    private volatile String tools = """
            {"name": "list", "inputSchema": {"type": "object"}},
            {"name": "add", "description": "Adds.", "inputSchema": {"type": "object"}}""";

    /** The header Authorization of each request. */
    public List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    /** Sessions that their client said are over. */
    public List<String> ended() {
        return List.copyOf(ended);
    }

    /** Offers these tools from now on. */
    public void offer(String... names) {
        tools = Stream.of(names)
                .map("{\"name\": \"%s\", \"inputSchema\": {\"type\": \"object\"}}"::formatted)
                .collect(Collectors.joining(","));
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        var authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorizations.add(authorization == null ? "none" : authorization);
        if (exchange.getRequestMethod().equals("DELETE")) {
            ended.add(exchange.getRequestHeaders().getFirst(SESSION));
            answer(exchange, 204, "application/json", "");
            return;
        }
        var request = json.readTree(exchange.getRequestBody());
        exchange.getResponseHeaders().add(SESSION, "session-1");
        var result = switch (request.path("method").asText()) {
            case "initialize" -> """
                        {"protocolVersion": "2025-06-18", "capabilities": {"tools": {}},
                         "serverInfo": {"name": "notes", "version": "1.2"}}""";
            case "tools/list" -> """
                        {"tools": [%s]}""".formatted(tools);
            default -> null;
        };
        if (result == null) {
            answer(exchange, 202, "application/json", "");
        } else {
            answer(
                    exchange,
                    200,
                    "application/json",
                    "{\"jsonrpc\": \"2.0\", \"id\": " + request.path("id") + ", \"result\": " + result + "}");
        }
    }

    static void answer(HttpExchange exchange, int status, String type, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
