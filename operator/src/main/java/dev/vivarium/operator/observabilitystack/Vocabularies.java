package dev.vivarium.operator.observabilitystack;

import static dev.vivarium.operator.observabilitystack.ConfigYaml.map;

import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Instrument;
import dev.vivarium.telemetry.LegacyCatalog;
import dev.vivarium.telemetry.Metric;
import dev.vivarium.telemetry.ResourceLabel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the catalogue's metrics of what agents with other instrumentations send, in three steps of the collector: copies under working names, with the catalogue's
 * attributes; what is not about the metric at hand is left out of the copies; the copies get their names and nothing but their attributes. What was sent is kept
 * beside them.
 *
 * <p>The vocabularies: OpenTelemetry's conventions up to those with {@code gen_ai.client.token.usage}, as their own documents say; OpenLIT's SDK
 * ({@code sdk/python/src/openlit/otel/metrics.py} and {@code semcov}); RockBot ({@code RockBot.Host/HostDiagnostics.cs}, {@code LlmClient.cs} and
 * {@code RockBot.Messaging.RabbitMQ/RabbitMqDiagnostics.cs}).
 */
final class Vocabularies {
    static final String COPIES = "transform/vocabularies";
    static final String SELECTION = "filter/vocabularies";
    static final String NAMES = "transform/names";

    /** Working name of a copy is this and the name in the catalogue; so nothing that an agent sends under a name of the catalogue itself is touched. */
    private static final String COPY = "copy.";
    /** The same for copies of a metric that is about several of the catalogue's at once, told by an attribute. */
    private static final String PART = "part.";

    /** Asked once of each metric or data point, so that what needs no change costs next to nothing. */
    private static final List<String> OF_COPIES = List.of("IsMatch(metric.name, \"^(copy|part)\\\\.\")");

    private static final String OPERATION = Attribute.OPERATION_NAME.key();
    private static final String TOKEN_TYPE = "gen_ai.token.type";
    /**
     * The image of the project sends the catalogue's names, and the earlier ones beside them where it is told to; only where it is told to send nothing but the
     * earlier ones it is as other agents.
     */
    private static final String OTHERS =
            " and (instrumentation_scope.name != \"dev.vivarium.agent.runtime\" or resource.attributes["
                    + quoted(LegacyCatalog.RESOURCE_ATTRIBUTE) + "] == " + quoted(LegacyCatalog.LEGACY) + ")";

    private static final String OPERATION_DURATION = "gen_ai.client.operation.duration";
    private static final String TOKEN_USAGE = "gen_ai.client.token.usage";

    /** What has the same meaning under another name. */
    private static final List<Same> SAME = List.of(
            new Same("gen_ai.client.operation.time_to_first_chunk", Catalog.TIME_TO_FIRST_CHUNK),
            new Same("gen_ai.usage.input_tokens", Catalog.INPUT_TOKENS),
            new Same("gen_ai.usage.prompt_tokens", Catalog.INPUT_TOKENS),
            new Same("gen_ai.usage.output_tokens", Catalog.OUTPUT_TOKENS),
            new Same("gen_ai.usage.completion_tokens", Catalog.OUTPUT_TOKENS),
            new Same("rockbot.llm.request.duration", Catalog.INFERENCE_DURATION),
            new Same("rockbot.llm.token.input", Catalog.INPUT_TOKENS),
            new Same("rockbot.llm.token.output", Catalog.OUTPUT_TOKENS),
            new Same("rockbot.llm.token.input.cached", Catalog.CACHE_READ_TOKENS),
            new Same("rockbot.llm.cost.usd", Catalog.COST_USD),
            new Same("rockbot.agent.turns", Catalog.TURNS),
            new Same("rockbot.agent.turn.duration", Catalog.TURN_DURATION),
            new Same("rockbot.agent.turn.tools", Catalog.TOOLS_PER_TURN),
            new Same("rockbot.agent.llm.context.tokens", Catalog.CONTEXT_TOKENS_USED),
            new Same("rockbot.messaging.publish.messages", Catalog.SENT_MESSAGES),
            new Same("rockbot.messaging.publish.duration", Catalog.MESSAGING_DURATION),
            new Same("rockbot.messaging.process.messages", Catalog.CONSUMED_MESSAGES),
            new Same("rockbot.messaging.process.duration", Catalog.PROCESS_DURATION),
            new Same("rockbot.messaging.active_messages", Catalog.ACTIVE_MESSAGES));

    /** What is one metric of several, and the values of the attribute that tell which. */
    private static final List<Part> PARTS = List.of(
            new Part(
                    OPERATION_DURATION,
                    Catalog.INFERENCE_DURATION,
                    OPERATION,
                    List.of("chat", "text_completion", "generate_content")),
            new Part(OPERATION_DURATION, Catalog.TURN_DURATION, OPERATION, List.of("invoke_agent")),
            new Part(OPERATION_DURATION, Catalog.TOOL_DURATION, OPERATION, List.of("execute_tool")),
            new Part(TOKEN_USAGE, Catalog.INPUT_TOKENS, TOKEN_TYPE, List.of("input")),
            new Part(TOKEN_USAGE, Catalog.OUTPUT_TOKENS, TOKEN_TYPE, List.of("output", "completion")));

    private Vocabularies() {}

    private record Same(String name, Metric metric) {}

    private record Part(String name, Metric metric, String attribute, List<String> values) {
        String copy() {
            return PART + metric.name();
        }

        /** Whether the sums of a histogram are wanted, and not the histogram. */
        boolean isSum() {
            return metric.instrument() != Instrument.HISTOGRAM;
        }
    }

    /** The steps, by the names of the processors, in their order. */
    static Map<String, Object> processors() {
        return map(
                COPIES,
                transform(
                        map("context", "metric", "statements", copies()),
                        map("context", "datapoint", "conditions", OF_COPIES, "statements", attributes())),
                SELECTION,
                map("error_mode", "ignore", "metrics", map("datapoint", selection())),
                NAMES,
                transform(map("context", "metric", "conditions", OF_COPIES, "statements", names())));
    }

    private static List<String> copies() {
        var statements = new ArrayList<String>();
        SAME.forEach(
                same -> statements.add(copy(same.name(), COPY + same.metric().name(), OTHERS)));
        for (var part : PARTS) {
            if (part.isSum()) {
                var suffix = ".of." + part.metric().name();
                statements.add("extract_sum_metric(true, \"" + suffix + "\")" + where(part.name()) + OTHERS);
                statements.add("set(metric.name, \"" + part.copy() + "\")" + where(part.name() + suffix));
            } else {
                statements.add(copy(part.name(), part.copy(), OTHERS));
            }
        }
        // OpenLIT: a histogram whose sum is the cost.
        statements.add("extract_sum_metric(true, \".sum\")" + where("gen_ai.usage.cost") + OTHERS);
        statements.add("set(metric.name, \"" + COPY + Catalog.COST_USD.name() + "\")" + where("gen_ai.usage.cost.sum"));
        // OpenLIT: the turns of an agent are what this counts.
        statements.add(copy("gen_ai.agent.operation.duration", COPY + Catalog.TURN_DURATION.name(), OTHERS));
        statements.add("extract_count_metric(true, \".turns\")" + where("gen_ai.agent.operation.duration") + OTHERS);
        statements.add("set(metric.name, \"" + COPY + Catalog.TURNS.name() + "\")"
                + where("gen_ai.agent.operation.duration.turns"));
        return statements;
    }

    /** Everything that a metric may have; what it does not have is taken away when it gets its name. */
    private static List<String> attributes() {
        var statements = new ArrayList<String>();
        statements.add(otherwise(Attribute.PROVIDER_NAME, "datapoint.attributes[\"gen_ai.system\"]"));
        statements.add(otherwise(Attribute.PROVIDER_NAME, quoted("unknown")));
        statements.add(otherwise(Attribute.REQUEST_MODEL, "datapoint.attributes[\"rockbot.llm.model\"]"));
        statements.add(otherwise(Attribute.REQUEST_MODEL, quoted("unknown")));
        statements.add(otherwise(Attribute.RESPONSE_MODEL, attribute(Attribute.REQUEST_MODEL)));
        statements.add(otherwise(Attribute.OPERATION_NAME, quoted("chat")));
        statements.add(otherwise(Attribute.TOKEN_MODALITY, quoted("text")));
        statements.add(otherwise(Attribute.COST_TYPE, quoted("total")));
        statements.add(otherwise(Attribute.TURN_ORIGIN, quoted("user")));
        statements.add(otherwise(Attribute.TOOL_NAME, quoted("unknown")));
        statements.add(otherwise(Attribute.TOOL_TYPE, quoted("function")));
        // What else an instrumentation calls an agent is within the pod: the catalogue's agent is the resource.
        statements.add("set(" + attribute(Attribute.AGENT_NAME) + ", resource.attributes["
                + quoted(ResourceLabel.NAME.resourceAttribute()) + "])");
        statements.add(otherwise(Attribute.MESSAGING_SYSTEM, quoted("rabbitmq")));
        statements.add(
                otherwise(Attribute.MESSAGING_DESTINATION_NAME, "datapoint.attributes[\"messaging.destination\"]"));
        statements.add(otherwise(Attribute.MESSAGING_DESTINATION_NAME, quoted("unknown")));
        for (var sending : List.of(Catalog.SENT_MESSAGES, Catalog.MESSAGING_DURATION)) {
            statements.add("set(" + attribute(Attribute.MESSAGING_OPERATION_NAME) + ", \"publish\")"
                    + where(COPY + sending.name()));
        }
        statements.add(otherwise(Attribute.MESSAGING_OPERATION_NAME, quoted("process")));
        for (var status : List.of("rockbot.llm.status", "rockbot.turn.status", "messaging.result")) {
            statements.add("set(" + attribute(Attribute.ERROR_TYPE) + ", \"_OTHER\") where datapoint.attributes["
                    + quoted(status) + "] == \"error\"");
        }
        return statements;
    }

    /** The data points that are taken out of the copies. */
    private static List<String> selection() {
        return PARTS.stream()
                .map(part -> "metric.name == " + quoted(part.copy()) + " and "
                        + part.values().stream()
                                .map(value -> "attributes[" + quoted(part.attribute()) + "] != " + quoted(value))
                                .collect(Collectors.joining(" and ")))
                .toList();
    }

    private static List<String> names() {
        var statements = new ArrayList<String>();
        var turns = PART + Catalog.TURN_DURATION.name();
        statements.add("extract_count_metric(true, \".turns\")" + where(turns));
        statements.add("set(metric.name, \"" + COPY + Catalog.TURNS.name() + "\")" + where(turns + ".turns"));
        statements.add("scale_metric(0.001, \"s\") where metric.unit == \"ms\"");
        Stream.concat(
                        SAME.stream().map(Same::metric),
                        Stream.concat(PARTS.stream().map(Part::metric), Stream.of(Catalog.COST_USD, Catalog.TURNS)))
                .distinct()
                .forEach(metric -> statements.addAll(name(metric)));
        return statements;
    }

    private static List<String> name(Metric metric) {
        var working = " where metric.name == " + quoted(COPY + metric.name()) + " or metric.name == "
                + quoted(PART + metric.name());
        var attributes = metric.attributes().stream()
                .map(Attribute::key)
                .map(Vocabularies::quoted)
                .collect(Collectors.joining(", "));
        return List.of(
                "aggregate_on_attributes(\"sum\", [" + attributes + "])" + working,
                "set(metric.unit, " + quoted(metric.unit()) + ")" + working,
                "set(metric.description, " + quoted(metric.description()) + ")" + working,
                "set(metric.name, " + quoted(metric.name()) + ")" + working);
    }

    private static String copy(String name, String copy, String condition) {
        return "copy_metric(name=" + quoted(copy) + ")" + where(name) + condition;
    }

    private static String otherwise(Attribute attribute, String value) {
        return "set(" + attribute(attribute) + ", " + value + ")" + " where " + attribute(attribute) + " == nil";
    }

    private static String where(String name) {
        return " where metric.name == " + quoted(name);
    }

    private static String attribute(Attribute attribute) {
        return "datapoint.attributes[" + quoted(attribute.key()) + "]";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    @SafeVarargs
    private static Map<String, Object> transform(Map<String, Object>... groups) {
        return map("error_mode", "ignore", "metric_statements", List.of(groups));
    }
}
