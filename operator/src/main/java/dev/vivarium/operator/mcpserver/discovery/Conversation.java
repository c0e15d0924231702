package dev.vivarium.operator.mcpserver.discovery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/**
 * A few questions to an MCP server over streamable HTTP. All of them together take no more than a time and a number of bytes, whatever the server does, which may
 * be anybody's; the client of langchain4j reads whatever comes. The session is ended with it.
 */
final class Conversation implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = "Mcp-Session-Id";
    private static final String VERSION = "MCP-Protocol-Version";
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7e]{1,64}");
    private static final String EVENTS = "text/event-stream";
    /** For the end of the session, which nothing depends on. */
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final DiscoveryTarget target;
    private final long deadline;
    private final AtomicLong bytesLeft;
    private final Duration timeout;
    private volatile String session;
    private String version;
    private int lastId;

    /**
     * @param timeout of all questions together
     * @param mostBytes of all answers together
     */
    Conversation(DiscoveryTarget target, Duration timeout, long mostBytes) {
        this.target = target;
        this.deadline = System.nanoTime() + timeout.toNanos();
        this.bytesLeft = new AtomicLong(mostBytes);
        this.timeout = timeout;
    }

    /** From now on the server is told that this version of the protocol is spoken. */
    void agreeOn(String protocolVersion) {
        version = HEADER_VALUE.matcher(protocolVersion).matches() ? protocolVersion : null;
    }

    /**
     * Asks, and waits for the answer.
     *
     * @return the result
     * @throws DiscoveryException when what answers does not speak MCP, refuses, or says too much
     * @throws TimeoutException when the time is over
     */
    JsonNode ask(String method, ObjectNode parameters) throws IOException, InterruptedException, TimeoutException {
        var id = ++lastId;
        var answer = new CompletableFuture<JsonNode>();
        var message = message(method, parameters).put("id", id);
        send(message, answer, (events, response) -> new AnswerBody(events, id, bytesLeft, answer));
        var received = await(answer);
        if (received.has("error")) {
            throw DiscoveryException.notMcp("it refuses " + method + ": "
                    + received.path("error").path("message").asText());
        }
        return received.path("result");
    }

    /** Says something that needs no answer. */
    void tell(String method) throws IOException, InterruptedException, TimeoutException {
        var taken = new CompletableFuture<JsonNode>();
        send(message(method, JSON.createObjectNode()), taken, (events, response) -> {
            taken.complete(null);
            return HttpResponse.BodySubscribers.replacing(null);
        });
        await(taken);
    }

    private interface Reader {
        HttpResponse.BodySubscriber<Void> of(boolean events, HttpResponse.ResponseInfo response);
    }

    private void send(ObjectNode message, CompletableFuture<JsonNode> answer, Reader reader)
            throws DiscoveryException, JsonProcessingException {
        var request = request()
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, " + EVENTS)
                .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(message)))
                .build();
        var client = client();
        var exchange = client.sendAsync(request, response -> {
            if (response.statusCode() / 100 != 2) {
                answer.completeExceptionally(DiscoveryException.notMcp("HTTP status " + response.statusCode()));
                return HttpResponse.BodySubscribers.replacing(null);
            }
            response.headers().firstValue(SESSION).ifPresent(id -> session = id);
            var type = response.headers().firstValue("Content-Type").orElse("");
            return reader.of(type.startsWith(EVENTS), response);
        });
        exchange.whenComplete((response, failure) -> answer.completeExceptionally(
                failure != null ? failure : DiscoveryException.notMcp("its answer has no result")));
        // Nothing of it is read any more once it is clear what came of it.
        answer.whenComplete((received, failure) -> client.shutdownNow());
    }

    /** A client for one message, so that it goes over a connection of its own: that of an answer that is not read to its end is of no more use. */
    private HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    private JsonNode await(CompletableFuture<JsonNode> answer)
            throws IOException, InterruptedException, TimeoutException {
        try {
            return answer.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof DiscoveryException known ? known : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest.Builder request() throws DiscoveryException {
        var request = HttpRequest.newBuilder(URI.create(target.url()));
        for (var header : target.headers().entrySet()) {
            try {
                request.setHeader(header.getKey(), header.getValue());
            } catch (IllegalArgumentException e) {
                // Whose message would hold the value.
                throw DiscoveryException.notMcp(
                        "the value of the header " + header.getKey() + " cannot be sent by HTTP");
            }
        }
        if (session != null) {
            request.setHeader(SESSION, session);
        }
        if (version != null) {
            request.setHeader(VERSION, version);
        }
        return request;
    }

    private static ObjectNode message(String method, ObjectNode parameters) {
        var message = JSON.createObjectNode().put("jsonrpc", "2.0").put("method", method);
        message.set("params", parameters);
        return message;
    }

    /** Ends the session, if the server gave one; that it may not be ended so makes no difference. */
    @Override
    public void close() {
        if (session == null) {
            return;
        }
        var client = client();
        try {
            client.sendAsync(request().DELETE().build(), HttpResponse.BodyHandlers.discarding())
                    .completeOnTimeout(null, GOODBYE.toMillis(), TimeUnit.MILLISECONDS)
                    .exceptionally(failure -> null)
                    .join();
        } catch (DiscoveryException e) {
            throw new IllegalStateException("the same headers have been sent before", e);
        } finally {
            client.shutdownNow();
        }
    }
}
