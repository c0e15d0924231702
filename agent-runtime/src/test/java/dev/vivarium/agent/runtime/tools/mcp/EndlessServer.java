package dev.vivarium.agent.runtime.tools.mcp;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An MCP server one of whose answers never ends. */
final class EndlessServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final String method;
    private final String contentType;
    private final byte[] begin;
    private final byte[] more;
    private final AtomicInteger leftAlone = new AtomicInteger();

    /**
     * @param method of the protocol whose answer it is
     * @param begin what comes first
     * @param more what comes again and again
     */
    EndlessServer(String method, String contentType, String begin, String more) {
        this.method = method;
        this.contentType = contentType;
        this.begin = begin.getBytes(StandardCharsets.UTF_8);
        this.more = more.getBytes(StandardCharsets.UTF_8);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
    }

    /** Endless answers whose reader has gone. */
    int leftAlone() {
        return leftAlone.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var message = JSON.readTree(exchange.getRequestBody().readAllBytes());
            var asked = message.path("method").asText();
            if (asked.equals(method)) {
                answerForEver(exchange);
                return;
            }
            var result = switch (asked) {
                case "initialize" ->
                    "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"endless\",\"version\":\"1\"}}";
                case "tools/list" -> "{\"tools\":[{\"name\":\"talk\",\"inputSchema\":{\"type\":\"object\"}}]}";
                default -> "{}";
            };
            var body = "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}"
                    .formatted(message.path("id"), result)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void answerForEver(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(200, 0);
        try {
            exchange.getResponseBody().write(begin);
            while (true) {
                exchange.getResponseBody().write(more);
                exchange.getResponseBody().flush();
            }
        } catch (IOException e) {
            leftAlone.incrementAndGet();
            throw e;
        }
    }
}
