package dev.vivarium.agent.runtime.mcpproxy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;

/** An HTTP server whose answers come in pieces, when the test wants them. */
final class StreamingServer implements AutoCloseable {
    private final HttpServer server;

    StreamingServer(Handler handler) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            try (exchange) {
                handler.handle(new Stream(exchange));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    interface Handler {
        void handle(Stream stream) throws IOException, InterruptedException;
    }

    record Stream(HttpExchange exchange) {
        void begin() throws IOException {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().flush();
        }

        void send(String text) throws IOException {
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        }

        /** Sends comments until nobody takes them any more, which the socket tells after some of them. */
        void sendUntilNobodyListens() {
            try {
                while (true) {
                    send(":".repeat(8_192) + "\n");
                }
            } catch (IOException e) {
                // It has happened.
            }
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/mcp");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
