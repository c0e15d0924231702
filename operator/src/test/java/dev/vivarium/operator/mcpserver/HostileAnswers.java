package dev.vivarium.operator.mcpserver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Greets as an MCP server does, if it is asked to, and then answers without an end. */
final class HostileAnswers implements HttpHandler {
    private final String method;
    private final String contentType;
    private final byte[] begin;
    private final byte[] more;
    private final AtomicInteger leftAlone = new AtomicInteger();

    /**
     * @param method of the protocol whose answer does not end
     * @param begin what comes first
     * @param more what comes again and again
     */
    HostileAnswers(String method, String contentType, String begin, String more) {
        this.method = method;
        this.contentType = contentType;
        this.begin = begin.getBytes(StandardCharsets.UTF_8);
        this.more = more.getBytes(StandardCharsets.UTF_8);
    }

    /** Endless answers whose reader has gone. */
    int leftAlone() {
        return leftAlone.get();
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        var request = new ObjectMapper().readTree(exchange.getRequestBody());
        if (!request.path("method").asText().equals(method)) {
            McpAnswers.answer(
                    exchange,
                    200,
                    "application/json",
                    "{\"jsonrpc\": \"2.0\", \"id\": " + request.path("id")
                            + ", \"result\": {\"protocolVersion\": \"2025-06-18\"}}");
            return;
        }
        exchange.getResponseHeaders().add("Content-Type", contentType);
        exchange.sendResponseHeaders(200, 0);
        try (exchange) {
            exchange.getResponseBody().write(begin);
            while (true) {
                exchange.getResponseBody().write(more);
                exchange.getResponseBody().flush();
            }
        } catch (IOException e) {
            leftAlone.incrementAndGet();
        }
    }
}
