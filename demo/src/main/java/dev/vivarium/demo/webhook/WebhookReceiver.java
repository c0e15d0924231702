package dev.vivarium.demo.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** An HTTP server that keeps what is posted to /notifications, and shows it on GET. */
public final class WebhookReceiver implements AutoCloseable {
    private static final int LARGEST_BODY = 1 << 20;
    private static final int OK = 200;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_ALLOWED = 405;
    private static final int TOO_LARGE = 413;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Notifications notifications;

    /**
     * Starts to listen.
     *
     * @param port 0 for any free one
     */
    public WebhookReceiver(int port, Notifications notifications) throws IOException {
        this.notifications = notifications;
        server = HttpServer.create(new InetSocketAddress(port), 0);
        server.createContext("/notifications", this::notifications);
        server.createContext("/healthz", exchange -> answer(exchange, OK, "ok"));
        server.setExecutor(threads);
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void notifications(HttpExchange exchange) throws IOException {
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                answer(exchange, OK, new String(notifications.list(), StandardCharsets.UTF_8));
            }
            case "POST" -> receive(exchange);
            default -> answer(exchange, NOT_ALLOWED, "GET or POST");
        }
    }

    private void receive(HttpExchange exchange) throws IOException {
        var body = exchange.getRequestBody().readNBytes(LARGEST_BODY + 1);
        if (body.length > LARGEST_BODY) {
            answer(exchange, TOO_LARGE, "at most %d bytes".formatted(LARGEST_BODY));
            return;
        }
        try {
            notifications.add(body);
            answer(exchange, OK, "received");
        } catch (IllegalArgumentException e) {
            answer(exchange, BAD_REQUEST, e.getMessage());
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        try (exchange) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(1);
        threads.close();
    }
}
