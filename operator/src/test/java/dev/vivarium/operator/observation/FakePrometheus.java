package dev.vivarium.operator.observation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.vivarium.operator.resolve.NamespacedName;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;

/** An HTTP server that answers as Prometheus does. */
final class FakePrometheus implements AutoCloseable {
    static final NamespacedName STACK = new NamespacedName("team", "stack");

    private final HttpServer server;
    private final Map<String, String> results = new ConcurrentHashMap<>();
    private final Map<String, Integer> queries = new ConcurrentHashMap<>();
    private volatile String targets = "";
    private volatile AtomicInteger targetRequests = new AtomicInteger(1);
    private volatile String rules = "";
    private volatile boolean reloadSucceeded = true;
    private volatile int status = 200;
    private volatile Map<String, String> demanded = Map.of();

    FakePrometheus() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort());
    }

    void samplesOf(String expression, String... names) {
        results.put(
                expression,
                List.of(names).stream()
                        .map(name -> "{\"metric\": " + labels("Agent", name, "") + ", \"value\": [1, \"1\"]}")
                        .collect(Collectors.joining(",")));
    }

    /** A sample for each model of the agent. */
    void unpricedModels(String expression, String name, String provider, String... models) {
        results.put(
                expression,
                List.of(models).stream()
                        .map(model -> "{\"metric\": "
                                + labels("Agent", name, "")
                                        .replace(
                                                "}",
                                                ", \"gen_ai_provider_name\": \"" + provider
                                                        + "\", \"gen_ai_request_model\": \"" + model + "\"}")
                                + ", \"value\": [1, \"1\"]}")
                        .collect(Collectors.joining(",")));
    }

    void alerts(String expression, String... samples) {
        results.put(expression, String.join(",", samples));
    }

    static String alert(String name, String kind, String agent) {
        return "{\"metric\": {\"alertname\": \"" + name + "\", \"namespace\": \"team\", \"kind\": \"" + kind
                + "\", \"agent\": \"" + agent + "\"}, \"value\": [1, \"1\"]}";
    }

    /** An amount for each agent. */
    void amounts(String expression, Map<String, String> amounts) {
        results.put(
                expression,
                amounts.entrySet().stream()
                        .map(amount -> "{\"metric\": " + labels("Agent", amount.getKey(), "") + ", \"value\": [1, \""
                                + amount.getValue() + "\"]}")
                        .collect(Collectors.joining(",")));
    }

    void budgets(String expression, String... samples) {
        results.put(expression, String.join(",", samples));
    }

    static String budget(String name, String period, String usd) {
        return "{\"metric\": "
                + labels("Agent", name, "").replace("}", ", \"vivarium_budget_period\": \"" + period + "\"}")
                + ", \"value\": [1, \"" + usd + "\"]}";
    }

    /** How often that was asked. */
    int asked(String expression) {
        return queries.getOrDefault(expression, 0);
    }

    void targets(String... json) {
        targets = String.join(",", json);
    }

    /** No targets when they are asked for next, and the same as before from then on; returns how often they were asked for. */
    IntSupplier noTargetsOnce() {
        var asked = new AtomicInteger();
        targetRequests = asked;
        return asked::get;
    }

    static String target(String kind, String name, String container, String health, String error) {
        return "{\"labels\": " + labels(kind, name, container) + ", \"health\": \"" + health + "\", \"lastError\": \""
                + error + "\"}";
    }

    /** Of the stack that tests are about. */
    void rulesLoaded(String shard, String hash) {
        rulesLoadedFor(STACK, shard, hash);
    }

    void rulesLoadedFor(NamespacedName stack, String shard, String hash) {
        rules = "{\"name\": \"vivarium-loaded\", \"rules\": [{\"labels\": {\"shard\": \"" + shard + "\", \"hash\": \""
                + hash + "\", \"stack\": \"" + stack.name() + "\", \"stack_namespace\": \"" + stack.namespace()
                + "\"}}]}";
    }

    /** Answers nobody who does not send that header. */
    void demand(String header, String value) {
        demanded = Map.of(header, value);
    }

    void reloadSucceeds(boolean succeeds) {
        reloadSucceeded = succeeds;
    }

    void status(int code) {
        status = code;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        var data = switch (path) {
            case "/api/v1/query" -> {
                var query = parameter(exchange, "query");
                queries.merge(query, 1, Integer::sum);
                yield "{\"resultType\": \"vector\", \"result\": [" + results.getOrDefault(query, "") + "]}";
            }
            case "/api/v1/targets" ->
                "{\"activeTargets\": [" + (targetRequests.getAndIncrement() == 0 ? "" : targets) + "]}";
            case "/api/v1/rules" -> "{\"groups\": [" + rules + "]}";
            case "/api/v1/status/runtimeinfo" -> "{\"reloadConfigSuccess\": " + reloadSucceeded + "}";
            default -> throw new IllegalStateException("nobody asks for " + path);
        };
        var code = demanded.entrySet().stream()
                        .allMatch(header -> header.getValue()
                                .equals(exchange.getRequestHeaders().getFirst(header.getKey())))
                ? status
                : 401;
        var body = (code == 200
                        ? "{\"status\": \"success\", \"data\": " + data + "}"
                        : "{\"status\": \"error\", \"error\": \"too busy\"}")
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(code, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static String parameter(HttpExchange exchange, String name) {
        for (var pair : exchange.getRequestURI().getRawQuery().split("&")) {
            if (pair.startsWith(name + "=")) {
                return URLDecoder.decode(pair.substring(name.length() + 1), StandardCharsets.UTF_8);
            }
        }
        return "";
    }

    private static String labels(String kind, String name, String container) {
        return "{\"k8s_namespace_name\": \"team\", \"vivarium_kind\": \"" + kind + "\", \"vivarium_name\": \"" + name
                + "\", \"container\": \"" + container + "\"}";
    }
}
