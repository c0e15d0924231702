package dev.vivarium.agent.runtime.tools.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.mcp.client.McpCallContext;
import dev.langchain4j.mcp.client.transport.McpOperationHandler;
import dev.langchain4j.mcp.client.transport.McpTransport;
import dev.langchain4j.mcp.protocol.McpCallToolRequest;
import dev.langchain4j.mcp.protocol.McpClientMessage;
import dev.langchain4j.mcp.protocol.McpInitializationNotification;
import dev.langchain4j.mcp.protocol.McpInitializeRequest;
import dev.langchain4j.mcp.protocol.McpJsonRpcMessage;
import dev.langchain4j.mcp.protocol.McpListToolsRequest;
import dev.vivarium.agent.runtime.tools.ToolSettings;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Streamable HTTP for one session. Every message that is sent comes to an end: with its answer, or with an exception that says what is known of it. The
 * library's own transport leaves a message unanswered for ever when a session is unknown twice, when two messages find it unknown at the same time, and when a
 * stream ends before its answer; all three happen when the pods of a server are replaced.
 *
 * <p>A session that the server does not know is not begun anew here, since the messages of other threads would be in it: that is for the owner of the session.
 */
final class HttpTransport implements McpTransport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = "Mcp-Session-Id";
    private static final int NOT_FOUND = 404;
    /** What stands for a server in front of which a proxy or its own drain answers. */
    private static final int FIRST_OF_NO_SERVER = 502;

    private static final int LAST_OF_NO_SERVER = 504;
    /** The client's own limits end a message before; this is so that nothing is kept when they do not. */
    private static final Duration AFTER_THE_LIMIT = Duration.ofSeconds(10);
    /** Longest time for the end of a session, for which the agent's own end may wait. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final URI url;
    private final McpHeaders headers;
    private final ToolSettings settings;
    private final OfferedTools offered = new OfferedTools();

    private volatile McpOperationHandler handler;
    private volatile String session;
    /** Whether the server said that it does not know the session. */
    private volatile boolean forgotten;

    private final AtomicBoolean over = new AtomicBoolean();

    HttpTransport(String url, McpHeaders headers, ToolSettings settings) {
        this.url = URI.create(url);
        this.headers = headers;
        this.settings = settings;
    }

    @Override
    public void start(McpOperationHandler messageHandler) {
        handler = messageHandler;
    }

    @Override
    public CompletableFuture<JsonNode> initialize(McpInitializeRequest request) {
        return send(request, true)
                .thenCompose(answer ->
                        send(new McpInitializationNotification(), false).thenApply(nothing -> answer));
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpClientMessage request) {
        return send(request, true);
    }

    @Override
    public CompletableFuture<JsonNode> executeOperationWithResponse(McpCallContext context) {
        var answer = send(context.message(), true);
        if (context.message() instanceof McpCallToolRequest) {
            var repeatable = McpSession.isRepeatable(context);
            new CallWatch(this::ping, settings, repeatable).start(answer);
        }
        return context.message() instanceof McpListToolsRequest ? answer.thenApply(offered::readable) : answer;
    }

    @Override
    public void executeOperationWithoutResponse(McpClientMessage request) {
        send(request, false);
    }

    @Override
    public void executeOperationWithoutResponse(McpCallContext context) {
        send(context.message(), false);
    }

    @Override
    public void checkHealth() {
        // There is no connection whose health could be asked for.
    }

    @Override
    public void onFailure(Runnable actionOnFailure) {
        // Each failure is that of a message, and told to whoever sent it.
    }

    /** Does not end messages that are under way: they may still be answered, and end by themselves. */
    @Override
    public void close() {
        // Nothing is kept between messages.
    }

    /**
     * Tells the server that the session is over, once; whether it minds, as one may that keeps its sessions, makes no difference.
     *
     * @return ends, without a failure, when it has answered or has not done so in time; at once when there is no session to end
     */
    CompletableFuture<Void> end() {
        if (session == null || forgotten || !over.compareAndSet(false, true)) {
            return CompletableFuture.completedFuture(null);
        }
        HttpRequest request;
        try {
            request = request().DELETE().build();
        } catch (UncheckedIOException e) {
            return CompletableFuture.completedFuture(null);
        }
        var client = client();
        return client.sendAsync(request, HttpResponse.BodyHandlers.discarding())
                .orTimeout(GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
                .handle((response, failure) -> {
                    client.shutdownNow();
                    return null;
                });
    }

    private CompletableFuture<JsonNode> send(McpClientMessage message, boolean answered) {
        var answer = new CompletableFuture<JsonNode>();
        HttpRequest request;
        try {
            request = request(message);
        } catch (JsonProcessingException | UncheckedIOException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (answered) {
            handler.startOperation(message.getId(), answer);
        }
        var client = client();
        var exchange = client.sendAsync(request, response -> read(response, message, answered, answer));
        exchange.whenComplete((response, failure) -> {
            if (failure != null) {
                answer.completeExceptionally(failure);
            } else if (!answered) {
                answer.complete(null);
            } else {
                // Without effect when the answer was among what came.
                answer.completeExceptionally(new EOFException("the server ended its answer before the result"));
            }
        });
        answer.orTimeout(settings.callTimeout().plus(AFTER_THE_LIMIT).toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((result, failure) -> client.shutdownNow());
        return answer;
    }

    private HttpResponse.BodySubscriber<Void> read(
            HttpResponse.ResponseInfo response,
            McpClientMessage message,
            boolean answered,
            CompletableFuture<JsonNode> answer) {
        var status = response.statusCode();
        if (status / 100 != 2) {
            answer.completeExceptionally(failure(status, message));
            return HttpResponse.BodySubscribers.replacing(null);
        }
        response.headers().firstValue(SESSION).ifPresent(id -> session = id);
        if (!answered) {
            // Whatever follows is no answer.
            answer.complete(null);
            return HttpResponse.BodySubscribers.replacing(null);
        }
        return AnswerReader.reading(
                response.headers().firstValue("Content-Type").orElse(""),
                settings.maxAnswerBytes(),
                handler::handle,
                answer::completeExceptionally);
    }

    private Exception failure(int status, McpClientMessage message) {
        if (status == NOT_FOUND && session != null && !(message instanceof McpInitializeRequest)) {
            forgotten = true;
            return new SessionLostException();
        }
        return status >= FIRST_OF_NO_SERVER && status <= LAST_OF_NO_SERVER
                ? new IOException("nobody serves: HTTP status " + status)
                : new IllegalStateException("unexpected HTTP status " + status);
    }

    /** Asks whoever answers for the server now. @return the HTTP status @throws IOException when nobody can be connected to, or answers in time */
    private int ping() throws IOException, InterruptedException {
        var ping = request(JSON.writeValueAsString(new Ping("2.0", "ping", "ping")))
                .timeout(settings.connectTimeout().multipliedBy(2))
                .build();
        var client = client();
        try {
            // The status is all that is wanted: a body may never end, and the timeout is that of the headers.
            return client.send(ping, HttpResponse.BodyHandlers.ofInputStream()).statusCode();
        } finally {
            client.shutdownNow();
        }
    }

    private record Ping(String jsonrpc, String id, String method) {}

    private HttpRequest request(McpJsonRpcMessage message) throws JsonProcessingException {
        return request(JSON.writeValueAsString(message)).build();
    }

    private HttpRequest.Builder request(String body) {
        return request()
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder request() {
        var request = HttpRequest.newBuilder(url);
        headers.current().forEach(request::setHeader);
        if (session != null) {
            request.setHeader(SESSION, session);
        }
        return request;
    }

    /**
     * A client for one message, so that it goes over a connection of its own. A pooled one may lead to a pod that is gone or draining: the message is lost on
     * it, and cannot be sent again unless its tool may run twice. Tools are called once in seconds; a connection costs about a millisecond.
     */
    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.connectTimeout())
                .build();
    }
}
