package dev.vivarium.agent.runtime.mcpproxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.McpBridgeContract;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * Serves an MCP server that speaks over stdin and stdout over streamable HTTP: a process for each session, since that is what the protocol means by one, and what
 * servers count on. Messages are passed on as they are, in one line. The stateless form of the protocol of 2026 is refused, so that clients begin a session.
 */
public final class McpBridge implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(McpBridge.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = "Mcp-Session-Id";
    private static final Duration START = Duration.ofSeconds(30);
    private static final long SWEEP_MILLIS = 30_000;
    private static final long DRAIN_POLL_MILLIS = 50;

    private final BridgeSettings settings;
    private final ServerOperations operations;
    private final Vertx vertx = EventLoop.create();
    private final HttpServer server;
    private final StdioSessions sessions;

    /** Of the event loop alone. */
    private boolean draining;

    public McpBridge(BridgeSettings settings, ServerOperations operations) {
        this.settings = settings;
        this.operations = operations;
        sessions = new StdioSessions(
                settings, new StdioHost(settings.directory()), task -> vertx.runOnContext(ignored -> task.run()));
        server = vertx.createHttpServer(EventLoop.serverOptions(settings.port()));
        server.requestHandler(this::handle);
    }

    /** Starts to listen. @throws IllegalStateException when the port cannot be had */
    public McpBridge start() {
        sessions.start();
        EventLoop.await(server.listen(), START);
        vertx.setPeriodic(SWEEP_MILLIS, timer -> sessions.endIdle());
        LOG.infof(
                "Bridges to the MCP server beside, listens on port %d; at most %d sessions",
                server.actualPort(), settings.maxSessions());
        return this;
    }

    public int port() {
        return server.actualPort();
    }

    /** Begins nothing any more, lets requests under way be answered for a while, ends every process in order, and stops. */
    @Override
    public void close() {
        var drained = new CompletableFuture<Void>();
        vertx.runOnContext(ignored -> {
            draining = true;
            vertx.setPeriodic(DRAIN_POLL_MILLIS, timer -> {
                if (!sessions.areWaitedFor()) {
                    drained.complete(null);
                }
            });
        });
        try {
            drained.get(settings.drain().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warnf(
                    "Requests are still under way after %d s, and are cut",
                    settings.drain().toSeconds());
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        sessions.close();
        EventLoop.await(vertx.close(), START);
    }

    private void handle(HttpServerRequest request) {
        if (McpBridgeContract.READY_PATH.equals(request.path())) {
            ready(request);
        } else if (!settings.path().equals(request.path())) {
            Refusals.answer(request, 404, null, "There is nothing here; the MCP endpoint is " + settings.path(), false);
        } else if (draining) {
            Refusals.answer(request, 503, null, "The MCP server is about to stop.", true);
        } else if (request.method().equals(HttpMethod.POST)) {
            read(request);
        } else if (request.method().equals(HttpMethod.GET)) {
            listen(request);
        } else if (request.method().equals(HttpMethod.DELETE)) {
            end(request);
        } else {
            Refusals.answer(request, 405, null, "POST, GET and DELETE are known here.", false);
        }
    }

    private void ready(HttpServerRequest request) {
        var ready = sessions.isReady() && !draining;
        var reason = draining ? "it is about to stop" : "the container of the server is not there";
        request.response()
                .setStatusCode(ready ? 200 : 503)
                .putHeader("Content-Type", "application/json")
                .end("{\"status\":\"" + (ready ? "UP" : "DOWN") + "\",\"checks\":[{\"name\":\"server\",\"status\":\""
                        + (ready ? "UP\"" : "DOWN\",\"data\":{\"reason\":\"" + reason + "\"}") + "}]}");
    }

    private void read(HttpServerRequest request) {
        var begin = System.nanoTime();
        var body = Buffer.buffer();
        request.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > settings.maxRequestBytes()) {
                request.handler(null).endHandler(null);
                operations.refused(Outcome.Cause.REQUEST_TOO_LARGE, System.nanoTime() - begin);
                Refusals.tooLarge(request, settings.maxRequestBytes());
            }
        });
        request.endHandler(nothing -> message(request, body.getBytes()));
    }

    private void message(HttpServerRequest request, byte[] body) {
        JsonNode message;
        try {
            message = JSON.readTree(body);
        } catch (IOException e) {
            Refusals.answer(request, 400, null, "The body is not JSON.", false);
            return;
        }
        if (message == null || !message.isObject()) {
            Refusals.answer(request, 400, null, "The body is not one message of JSON-RPC.", false);
            return;
        }
        // Within the texts of JSON there is no line break.
        var line = new String(body, StandardCharsets.UTF_8)
                .replace('\r', ' ')
                .replace('\n', ' ')
                .strip();
        var isRequest = message.has("method") && message.has("id");
        var measured = message.has("method")
                ? McpMessage.parse(body).stream()
                        .findFirst()
                        .map(parsed -> operations.begin(parsed, headers(request)))
                        .orElse(null)
                : null;
        if (isRequest && message.path("method").asText().equals("initialize") && measured != null) {
            sessions.begin(request, message, line, measured);
            return;
        }
        var session = sessions.of(request.getHeader(SESSION));
        if (session == null) {
            var status = request.getHeader(SESSION) == null ? 400 : 404;
            end(measured, new Outcome.HttpFailed(status));
            var why = status == 400 ? "There is no session: begin with initialize." : "There is no such session.";
            Refusals.answer(request, status, isRequest ? message.path("id").toString() : null, why, false);
        } else if (isRequest && measured != null) {
            session.ask(request, message, line, measured);
        } else {
            var taken = session.tell(line);
            end(measured, taken ? new Outcome.Succeeded() : new Outcome.Unanswered(Outcome.Cause.OVERLOADED));
            if (taken) {
                request.response().setStatusCode(202).end();
            } else {
                Refusals.answer(request, 503, null, "The server does not take messages.", false);
            }
        }
    }

    private void listen(HttpServerRequest request) {
        var session = sessions.of(request.getHeader(SESSION));
        if (session == null) {
            Refusals.answer(request, 404, null, "There is no such session.", false);
        } else if (!session.listen(request)) {
            Refusals.answer(request, 409, null, "The session has a client that listens.", false);
        }
    }

    private void end(HttpServerRequest request) {
        var session = sessions.of(request.getHeader(SESSION));
        if (session == null) {
            Refusals.answer(request, 404, null, "There is no such session.", false);
            return;
        }
        sessions.end(session);
        request.response().setStatusCode(204).end();
    }

    private static void end(ServerOperations.Operation operation, Outcome outcome) {
        if (operation != null) {
            operation.end(outcome);
        }
    }

    private static Map<String, String> headers(HttpServerRequest request) {
        var headers = new HashMap<String, String>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }
}
