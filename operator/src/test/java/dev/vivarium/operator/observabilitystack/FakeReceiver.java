package dev.vivarium.operator.observabilitystack;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes notifications by HTTP, and keeps them. */
final class FakeReceiver implements AutoCloseable {
    private final HttpServer server;
    private final List<Message> messages = new CopyOnWriteArrayList<>();

    /** A request as it came. */
    record Message(String path, Optional<String> authorization, String body) {}

    FakeReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::take);
        server.start();
    }

    String url(String path) {
        return "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + path;
    }

    List<Message> messages(String path) {
        return messages.stream().filter(message -> message.path().equals(path)).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    /** As Slack and PagerDuty answer; a path that ends so is one of a receiver that takes nothing. */
    private void take(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var path = exchange.getRequestURI().getPath();
        messages.add(new Message(
                path, Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")), body));
        var answer = "ok".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(
                path.endsWith("/refuse") ? 400 : path.equals("/pagerduty") ? 202 : 200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
