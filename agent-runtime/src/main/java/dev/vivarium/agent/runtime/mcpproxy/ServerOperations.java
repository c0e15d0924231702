package dev.vivarium.agent.runtime.mcpproxy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vivarium.agent.runtime.telemetry.BoundedNames;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.telemetry.Keys;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.baggage.propagation.W3CBaggagePropagator;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Measures the operations of an MCP server as OpenTelemetry's conventions say: one observation and one span for each request and notification. Whatever clients
 * send, the values of attributes of the metric stay few; the names of spans have what was sent.
 */
public final class ServerOperations {
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("jsonrpc.request.id");
    private static final AttributeKey<String> SESSION_ID = AttributeKey.stringKey("mcp.session.id");
    private static final String OTHER = "_OTHER";
    private static final int MOST_NAMES = 256;
    private static final int MOST_ERROR_TYPES = 32;

    /** Methods that clients send; of servers' own requests nothing is measured. */
    private static final Set<String> METHODS = Set.of(
            "completion/complete",
            "initialize",
            "logging/setLevel",
            "notifications/cancelled",
            "notifications/initialized",
            "notifications/progress",
            "notifications/roots/list_changed",
            "notifications/tasks/status",
            "ping",
            "prompts/get",
            "prompts/list",
            "resources/list",
            "resources/read",
            "resources/subscribe",
            "resources/templates/list",
            "resources/unsubscribe",
            "server/discover",
            "subscriptions/listen",
            "tasks/cancel",
            "tasks/get",
            "tasks/list",
            "tasks/result",
            "tools/call",
            "tools/list");

    private static final Set<String> VERSIONS =
            Set.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28");

    private static final TextMapPropagator W3C =
            TextMapPropagator.composite(W3CTraceContextPropagator.getInstance(), W3CBaggagePropagator.getInstance());

    private static final TextMapGetter<Map<String, String>> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Map<String, String> carrier) {
            return carrier.keySet();
        }

        @Override
        public String get(Map<String, String> carrier, String key) {
            return carrier == null ? null : carrier.get(key);
        }
    };

    private final Tracer tracer;
    private final DoubleHistogram duration;
    private final String transport;
    private final BoundedNames tools = new BoundedNames(MOST_NAMES, OTHER);
    private final BoundedNames prompts = new BoundedNames(MOST_NAMES, OTHER);
    private final BoundedNames errors = new BoundedNames(MOST_ERROR_TYPES, OTHER);

    /** @param transport to the server: {@code tcp} or {@code pipe} */
    public ServerOperations(OpenTelemetry openTelemetry, String transport) {
        this.transport = transport;
        tracer = openTelemetry.getTracer(Instruments.SCOPE);
        var metric = Catalog.MCP_SERVER_DURATION;
        duration = openTelemetry
                .getMeter(Instruments.SCOPE)
                .histogramBuilder(metric.name())
                .setUnit(metric.unit())
                .setDescription(metric.description())
                .setExplicitBucketBoundariesAdvice(metric.boundaries())
                .build();
    }

    /** @param headers of the HTTP request, by names in lower case */
    Operation begin(McpMessage message, Map<String, String> headers) {
        return new Operation(message, headers);
    }

    /** Counts a message that is not passed on and was not read. */
    void refused(Outcome.Cause cause, long nanos) {
        duration.record(
                nanos / 1e9,
                Attributes.builder()
                        .put(Keys.of(Attribute.MCP_METHOD_NAME), OTHER)
                        .put(Keys.of(Attribute.ERROR_TYPE), cause.errorType())
                        .put(Keys.of(Attribute.NETWORK_TRANSPORT), transport)
                        .build());
    }

    /** One operation that is under way; only its first end counts. */
    final class Operation {
        private final McpMessage message;
        private final String version;
        private final Span span;
        private final long begin = System.nanoTime();
        private final AtomicBoolean ended = new AtomicBoolean();

        private Operation(McpMessage message, Map<String, String> headers) {
            this.message = message;
            this.version = headers.get("mcp-protocol-version");
            var name = message.target() == null ? message.method() : message.method() + " " + message.target();
            var builder = tracer.spanBuilder(name)
                    .setSpanKind(SpanKind.SERVER)
                    .setParent(parent(message.meta(), headers))
                    .setAttribute(Keys.of(Attribute.MCP_METHOD_NAME), message.method())
                    .setAttribute(Keys.of(Attribute.NETWORK_TRANSPORT), transport);
            set(builder::setAttribute, REQUEST_ID, message.id());
            set(builder::setAttribute, SESSION_ID, headers.get("mcp-session-id"));
            set(builder::setAttribute, Keys.of(Attribute.MCP_PROTOCOL_VERSION), version);
            set(builder::setAttribute, Keys.of(targetKey()), message.target());
            span = builder.startSpan();
        }

        McpMessage message() {
            return message;
        }

        /** Puts the context of the operation's span into headers. */
        <C> void inject(C headers, TextMapSetter<C> setter) {
            if (span.getSpanContext().isValid()) {
                W3CTraceContextPropagator.getInstance().inject(Context.root().with(span), headers, setter);
            }
        }

        void end(Outcome outcome) {
            if (!ended.compareAndSet(false, true)) {
                return;
            }
            var attributes = Attributes.builder()
                    .put(
                            Keys.of(Attribute.MCP_METHOD_NAME),
                            METHODS.contains(message.method()) ? message.method() : OTHER)
                    .put(Keys.of(Attribute.NETWORK_TRANSPORT), transport);
            if (version != null) {
                attributes.put(Keys.of(Attribute.MCP_PROTOCOL_VERSION), VERSIONS.contains(version) ? version : OTHER);
            }
            if (message.target() != null) {
                attributes.put(Keys.of(targetKey()), boundedTarget(outcome));
            }
            var error = errorType(outcome);
            if (error != null) {
                attributes.put(Keys.of(Attribute.ERROR_TYPE), errors.bound(error));
                span.setAttribute(Keys.of(Attribute.ERROR_TYPE), error).setStatus(StatusCode.ERROR);
            }
            if (outcome instanceof Outcome.Refused refused) {
                var code = Integer.toString(refused.code());
                attributes.put(Keys.of(Attribute.RPC_STATUS_CODE), errors.bound(code));
                span.setAttribute(Keys.of(Attribute.RPC_STATUS_CODE), code);
            }
            duration.record(
                    (System.nanoTime() - begin) / 1e9,
                    attributes.build(),
                    Context.root().with(span));
            span.end();
        }

        private Attribute targetKey() {
            return message.method().equals(McpMessage.GET_PROMPT) ? Attribute.PROMPT_NAME : Attribute.TOOL_NAME;
        }

        /** Only a name of which the server said that it is one is remembered: clients cannot use up the bound with names that are none. */
        private String boundedTarget(Outcome outcome) {
            var names = targetKey() == Attribute.PROMPT_NAME ? prompts : tools;
            return outcome instanceof Outcome.Succeeded ? names.bound(message.target()) : names.known(message.target());
        }

        /** Remembers the names that the server lists. */
        void learn(JsonNode result) {
            if (message.method().equals("tools/list")) {
                result.path("tools")
                        .forEach(tool -> tools.bound(tool.path("name").asText()));
            } else if (message.method().equals("prompts/list")) {
                result.path("prompts")
                        .forEach(prompt -> prompts.bound(prompt.path("name").asText()));
            }
        }
    }

    private static String errorType(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Succeeded ignored -> null;
            case Outcome.ToolFailed ignored -> "tool_error";
            case Outcome.Refused refused -> Integer.toString(refused.code());
            case Outcome.HttpFailed failed -> Integer.toString(failed.status());
            case Outcome.Unanswered unanswered -> unanswered.cause().errorType();
        };
    }

    /** The context in {@code _meta}, which is the caller's own; otherwise that of the HTTP request. */
    private static Context parent(Map<String, String> meta, Map<String, String> headers) {
        var fromMeta = W3C.extract(Context.root(), meta, GETTER);
        return SpanContext.getInvalid().equals(Span.fromContext(fromMeta).getSpanContext())
                ? W3C.extract(Context.root(), headers, GETTER)
                : fromMeta;
    }

    private interface Setter {
        Object set(AttributeKey<String> key, String value);
    }

    private static void set(Setter setter, AttributeKey<String> key, String value) {
        if (value != null) {
            setter.set(key, value);
        }
    }
}
