package dev.vivarium.agent.runtime.tools.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Request;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import java.util.Map;
import java.util.function.Function;

/** An MCP server over streamable HTTP with the tools {@code echo}, {@code fail}, {@code huge}, {@code hang} and {@code broken}. */
public final class FakeMcpServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TOOL =
            "{\"name\":\"%s\",\"description\":\"Does %s\",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"text\":{\"type\":\"string\"}},\"required\":[\"text\"]}}";

    private final FakeServer server;
    private final Map<String, Function<JsonNode, Response>> tools = Map.of(
            "echo", call -> result(call, call.at("/params/arguments/text").asText(), false),
            "fail", call -> result(call, "the dog ate it", true),
            "huge", call -> result(call, "x".repeat(50_000), false),
            "hang", call -> null,
            "broken", call -> Response.json(500, "{}"));

    private final String offered;

    /** @param port 0 for any */
    public FakeMcpServer(int port) {
        offered = "["
                + String.join(
                        ",",
                        tools.keySet().stream()
                                .sorted()
                                .map(name -> TOOL.formatted(name, name))
                                .toList())
                + "]";
        server = new FakeServer(port).answering(this::answer);
    }

    /** @param offered JSON array of tools; each gives back the arguments that it is called with */
    public FakeMcpServer(String offered) {
        this.offered = offered;
        server = new FakeServer(0).answering(this::answer);
    }

    public FakeServer http() {
        return server;
    }

    public String url() {
        return server.url("/mcp");
    }

    @Override
    public void close() {
        server.close();
    }

    private Response answer(Request request) {
        try {
            var message = JSON.readTree(request.body());
            return switch (message.path("method").asText()) {
                case "initialize" ->
                    reply(
                            message,
                            "{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"fake\",\"version\":\"1\"}}");
                case "tools/list" -> reply(message, "{\"tools\":" + offered + "}");
                case "tools/call" ->
                    tools.getOrDefault(
                                    message.at("/params/name").asText(),
                                    call -> result(
                                            call, call.at("/params/arguments").toString(), false))
                            .apply(message);
                default -> new Response(202, "application/json", "", false);
            };
        } catch (JsonProcessingException e) {
            return Response.json(400, "{}");
        }
    }

    private static Response result(JsonNode call, String text, boolean error) {
        return reply(
                call,
                "{\"content\":[{\"type\":\"text\",\"text\":%s}],\"isError\":%s}"
                        .formatted(JSON.valueToTree(text), error));
    }

    private static Response reply(JsonNode request, String result) {
        return Response.json(
                200, "{\"jsonrpc\":\"2.0\",\"id\":%s,\"result\":%s}".formatted(request.path("id"), result));
    }
}
