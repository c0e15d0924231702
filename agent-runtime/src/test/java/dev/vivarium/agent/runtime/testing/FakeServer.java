package dev.vivarium.agent.runtime.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** An HTTP server on the loopback interface that remembers what it was asked and answers as it is told. */
public final class FakeServer implements AutoCloseable {
    private final HttpServer server;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Answer answer = request -> Response.json(404, "{}");

    public FakeServer() {
        this(0);
    }

    /** @param port 0 for any */
    public FakeServer(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** @param headers names in lower case */
    public record Request(String method, String path, Map<String, String> headers, String body) {}

    /** A body that is cut promises more than it sends. */
    public record Response(int status, String contentType, String body, boolean cut, Map<String, String> headers) {
        public Response(int status, String contentType, String body, boolean cut) {
            this(status, contentType, body, cut, Map.of());
        }

        public Response with(Map<String, String> headers) {
            return new Response(status, contentType, body, cut, headers);
        }

        public static Response json(int status, String body) {
            return new Response(status, "application/json", body, false);
        }

        public static Response events(String body) {
            return new Response(200, "text/event-stream", body, false);
        }
    }

    /** Decides on an answer; null for none, until the server is closed. */
    public interface Answer {
        Response to(Request request) throws InterruptedException;
    }

    public FakeServer answering(Answer answer) {
        this.answer = answer;
        return this;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    public List<Request> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        var headers = new java.util.TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
        var request = new Request(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getPath(),
                headers,
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        requests.add(request);
        Response response;
        try {
            response = answer.to(request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (response == null) {
            return;
        }
        var bytes = response.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", response.contentType());
        response.headers().forEach(exchange.getResponseHeaders()::set);
        if (bytes.length == 0) {
            exchange.sendResponseHeaders(response.status(), -1);
        } else {
            exchange.sendResponseHeaders(response.status(), response.cut() ? bytes.length + 100 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.getResponseBody().flush();
        }
        exchange.close();
    }
}
