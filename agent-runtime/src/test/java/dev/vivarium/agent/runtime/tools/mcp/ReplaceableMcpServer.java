package dev.vivarium.agent.runtime.tools.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Request;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An MCP server of which one instance after the other takes what comes, each with sessions of its own: pods behind a Service. Its tools are {@code read}, which
 * may run twice, and {@code write}, which says nothing of it.
 */
final class ReplaceableMcpServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SESSION = "Mcp-Session-Id";
    private static final String TOOLS =
            "{\"tools\":[{\"name\":\"read\",\"inputSchema\":{\"type\":\"object\"},\"annotations\":{\"readOnlyHint\":true}},{\"name\":\"write\",\"inputSchema\":{\"type\":\"object\"}}]}";

    private final AtomicInteger instance = new AtomicInteger(1);
    private final AtomicInteger pings = new AtomicInteger();
    private final AtomicInteger refusals = new AtomicInteger();
    private final FakeServer server = new FakeServer().answering(this::answer);
    private volatile Behaviour onCall = (at, call) -> result(call, Integer.toString(at));
    private volatile Behaviour onPing = (at, ping) -> reply(ping, "{}");
    private volatile Behaviour onList = (at, list) -> reply(list, TOOLS);
    private volatile Response onEnd = new Response(204, "application/json", "", false);
    private final List<String> ended = new CopyOnWriteArrayList<>();

    /** What an instance does; an answer of null is none. */
    interface Behaviour {
        Response of(int instance, JsonNode message) throws InterruptedException;
    }

    ReplaceableMcpServer onCall(Behaviour behaviour) {
        onCall = behaviour;
        return this;
    }

    ReplaceableMcpServer onPing(Behaviour behaviour) {
        onPing = behaviour;
        return this;
    }

    ReplaceableMcpServer onList(Behaviour behaviour) {
        onList = behaviour;
        return this;
    }

    /** @param answer to a client that ends its session; null for none */
    ReplaceableMcpServer onEnd(Response answer) {
        onEnd = answer;
        return this;
    }

    static Response tools(JsonNode list) {
        return reply(list, TOOLS);
    }

    /** Sessions that their client said are over. */
    List<String> ended() {
        return ended;
    }

    /** From now on the next instance answers. What the one before has begun, it goes on with. */
    void replace() {
        instance.incrementAndGet();
    }

    /** Pings that the instance of their session answered. */
    int pings() {
        return pings.get();
    }

    /** Messages of a session that the instance did not know. */
    int refusals() {
        return refusals.get();
    }

    int port() {
        return server.port();
    }

    String url() {
        return server.url("/mcp");
    }

    @Override
    public void close() {
        server.close();
    }

    static Response result(JsonNode call, String text) {
        return reply(call, "{\"content\":[{\"type\":\"text\",\"text\":\"%s\"}]}".formatted(text));
    }

    private static Response reply(JsonNode request, String result) {
        return Response.json(
                200, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}".formatted(request.path("id"), result));
    }

    private Response answer(Request request) throws InterruptedException {
        var at = instance.get();
        if (request.method().equals("DELETE")) {
            ended.add(request.headers().get(SESSION));
            return onEnd;
        }
        var message = parsed(request);
        var method = message.path("method").asText();
        if (method.equals("initialize")) {
            return reply(
                            message,
                            "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"fake\",\"version\":\"1\"}}")
                    .with(Map.of(SESSION, "session-" + at));
        }
        if (!("session-" + at).equals(request.headers().get(SESSION))) {
            refusals.incrementAndGet();
            return Response.json(404, "{}");
        }
        return switch (method) {
            case "tools/list" -> onList.of(at, message);
            case "tools/call" -> onCall.of(at, message);
            case "ping" -> {
                pings.incrementAndGet();
                yield onPing.of(at, message);
            }
            default -> new Response(202, "application/json", "", false);
        };
    }

    private static JsonNode parsed(Request request) {
        try {
            return JSON.readTree(request.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
