package dev.vivarium.telemetry;

import static dev.vivarium.telemetry.Attribute.AGENT_NAME;
import static dev.vivarium.telemetry.Attribute.BUDGET_PERIOD;
import static dev.vivarium.telemetry.Attribute.COST_TYPE;
import static dev.vivarium.telemetry.Attribute.ERROR_TYPE;
import static dev.vivarium.telemetry.Attribute.MCP_METHOD_NAME;
import static dev.vivarium.telemetry.Attribute.MCP_PROTOCOL_VERSION;
import static dev.vivarium.telemetry.Attribute.MESSAGING_DESTINATION_NAME;
import static dev.vivarium.telemetry.Attribute.MESSAGING_OPERATION_NAME;
import static dev.vivarium.telemetry.Attribute.MESSAGING_SYSTEM;
import static dev.vivarium.telemetry.Attribute.NETWORK_TRANSPORT;
import static dev.vivarium.telemetry.Attribute.OPERATION_NAME;
import static dev.vivarium.telemetry.Attribute.PROMPT_NAME;
import static dev.vivarium.telemetry.Attribute.PROVIDER_NAME;
import static dev.vivarium.telemetry.Attribute.REQUEST_MODEL;
import static dev.vivarium.telemetry.Attribute.RESPONSE_MODEL;
import static dev.vivarium.telemetry.Attribute.RPC_STATUS_CODE;
import static dev.vivarium.telemetry.Attribute.SUBAGENT_NAME;
import static dev.vivarium.telemetry.Attribute.TOKEN_MODALITY;
import static dev.vivarium.telemetry.Attribute.TOOL_NAME;
import static dev.vivarium.telemetry.Attribute.TOOL_TYPE;
import static dev.vivarium.telemetry.Attribute.TURN_ORIGIN;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Every metric that the project emits, records rules over, draws and alerts on. Names of {@code gen_ai}, {@code mcp} and {@code messaging} are those of the
 * OpenTelemetry semantic conventions (status Development); {@code vivarium} names are the project's own and carry their unit in the name.
 */
public final class Catalog {
    /** Calls of a model, in seconds: doubling from 10 ms as the conventions advise, and beyond their last bound since calls outlast it. */
    private static final List<Double> MODEL_SECONDS = List.of(
            0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92, 120.0, 300.0,
            600.0);

    /** Whole turns, in seconds, up to an hour. */
    private static final List<Double> TURN_SECONDS =
            List.of(0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6, 900.0, 1800.0, 3600.0);

    private static final List<Double> COUNTS = List.of(1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0);

    private static final List<Double> MESSAGE_SECONDS =
            List.of(0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 30.0, 60.0, 300.0);

    private static final List<Double> MCP_SECONDS =
            List.of(0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0);

    /** Context sizes in tokens, from a thousand to a million. */
    private static final List<Double> CONTEXT_TOKENS =
            List.of(1e3, 2e3, 4e3, 8e3, 16e3, 32e3, 64e3, 128e3, 200e3, 256e3, 512e3, 1e6);

    private static final List<Attribute> CALL =
            List.of(OPERATION_NAME, PROVIDER_NAME, REQUEST_MODEL, RESPONSE_MODEL, ERROR_TYPE);
    private static final List<Attribute> TOKENS =
            List.of(OPERATION_NAME, PROVIDER_NAME, REQUEST_MODEL, RESPONSE_MODEL, TOKEN_MODALITY);
    private static final List<Attribute> MESSAGE =
            List.of(MESSAGING_SYSTEM, MESSAGING_OPERATION_NAME, MESSAGING_DESTINATION_NAME, ERROR_TYPE);

    public static final Metric INFERENCE_DURATION =
            histogram("gen_ai.client.inference.duration", "s", MODEL_SECONDS, CALL, "Duration of one call of a model.");
    public static final Metric TIME_TO_FIRST_CHUNK = histogram(
            "gen_ai.client.inference.time_to_first_chunk",
            "s",
            MODEL_SECONDS,
            CALL,
            "Time from a streamed call of a model to the first piece of its answer.");
    public static final Metric INPUT_TOKENS = counter(
            "gen_ai.client.inference.usage.input_tokens",
            "{token}",
            TOKENS,
            "Input tokens, those read from and written to the provider's cache included.");
    public static final Metric OUTPUT_TOKENS = counter(
            "gen_ai.client.inference.usage.output_tokens", "{token}", TOKENS, "Output tokens, reasoning included.");
    public static final Metric CACHE_READ_TOKENS = counter(
            "gen_ai.client.inference.usage.cache_read.input_tokens",
            "{token}",
            TOKENS,
            "Input tokens that the provider read from its cache.");
    public static final Metric CACHE_WRITE_TOKENS = counter(
            "gen_ai.client.inference.usage.cache_write.input_tokens",
            "{token}",
            TOKENS,
            "Input tokens that the provider wrote to its cache.");
    public static final Metric REASONING_TOKENS = counter(
            "gen_ai.client.inference.usage.reasoning.output_tokens",
            "{token}",
            TOKENS,
            "Output tokens spent on reasoning.");
    public static final Metric TURN_DURATION = histogram(
            "gen_ai.invoke_agent.duration",
            "s",
            TURN_SECONDS,
            List.of(AGENT_NAME, ERROR_TYPE),
            "Duration of one turn, from the message to the final reply.");
    public static final Metric CALLS_PER_TURN = histogram(
            "gen_ai.invoke_agent.inference_calls",
            "{inference_call}",
            COUNTS,
            List.of(AGENT_NAME),
            "Calls of a model in one turn.");
    public static final Metric TOOLS_PER_TURN = histogram(
            "gen_ai.invoke_agent.tool_calls", "{tool_call}", COUNTS, List.of(AGENT_NAME), "Tool calls in one turn.");
    public static final Metric TOOL_DURATION = histogram(
            "gen_ai.execute_tool.duration",
            "s",
            MODEL_SECONDS,
            List.of(TOOL_NAME, TOOL_TYPE, AGENT_NAME, ERROR_TYPE),
            "Duration of one tool call.");
    public static final Metric MCP_CLIENT_DURATION = histogram(
            "mcp.client.operation.duration",
            "s",
            MCP_SECONDS,
            List.of(MCP_METHOD_NAME, TOOL_NAME, ERROR_TYPE, NETWORK_TRANSPORT),
            "Duration of one MCP operation, seen from the agent.");
    public static final Metric MCP_SERVER_DURATION = new Metric(
            "mcp.server.operation.duration",
            Instrument.HISTOGRAM,
            "s",
            MCP_SECONDS,
            List.of(
                    MCP_METHOD_NAME,
                    TOOL_NAME,
                    PROMPT_NAME,
                    ERROR_TYPE,
                    RPC_STATUS_CODE,
                    MCP_PROTOCOL_VERSION,
                    NETWORK_TRANSPORT),
            Source.MCP_SERVER,
            "Duration of one MCP operation, seen from the server: from the message to its answer.");
    public static final Metric SENT_MESSAGES =
            counter("messaging.client.sent.messages", "{message}", MESSAGE, "Messages handed to the broker.");
    public static final Metric CONSUMED_MESSAGES = counter(
            "messaging.client.consumed.messages",
            "{message}",
            List.of(MESSAGING_SYSTEM, MESSAGING_OPERATION_NAME, MESSAGING_DESTINATION_NAME),
            "Messages taken from the broker.");
    public static final Metric MESSAGING_DURATION = histogram(
            "messaging.client.operation.duration",
            "s",
            MESSAGE_SECONDS,
            MESSAGE,
            "Duration of one operation on the broker, until it is confirmed.");
    public static final Metric PROCESS_DURATION = histogram(
            "messaging.process.duration", "s", MESSAGE_SECONDS, MESSAGE, "Time that handling one message took.");
    public static final Metric COST_USD = new Metric(
            "vivarium.llm.cost_usd",
            Instrument.DOUBLE_COUNTER,
            "{USD}",
            List.of(),
            List.of(PROVIDER_NAME, REQUEST_MODEL, COST_TYPE),
            Source.RUNTIME,
            "Cost in US dollars by the stack's price table, recorded once, where it is spent.");
    public static final Metric UNPRICED_CALLS = counter(
            "vivarium.llm.unpriced_calls",
            "{call}",
            List.of(PROVIDER_NAME, REQUEST_MODEL),
            "Calls whose cost is in no figure: the model has no price, or its provider did not say what they used.");
    public static final Metric MODEL_QUEUE_DURATION = histogram(
            "vivarium.llm.queue.duration",
            "s",
            MESSAGE_SECONDS,
            List.of(PROVIDER_NAME, REQUEST_MODEL),
            "Time that a call of a model waited until there were fewer than the most that may be in flight.");
    public static final Metric REFUSED_CALLS = counter(
            "vivarium.llm.refused_calls",
            "{call}",
            List.of(PROVIDER_NAME, REQUEST_MODEL, ERROR_TYPE),
            "Calls of a model that were not made: its endpoint failed too often of late (circuit_open), or it had too many in flight for too long (timeout).");
    public static final Metric TURNS = counter(
            "vivarium.agent.turns",
            "{turn}",
            List.of(AGENT_NAME, TURN_ORIGIN, ERROR_TYPE),
            "Turns that ended, with a reply or an error.");
    public static final Metric CONTEXT_TOKENS_USED = histogram(
            "vivarium.agent.context.tokens",
            "{token}",
            CONTEXT_TOKENS,
            List.of(AGENT_NAME),
            "Input tokens of one call of the model: the size of the context.");
    public static final Metric ACTIVE_MESSAGES = new Metric(
            "vivarium.messaging.message.active",
            Instrument.UP_DOWN_COUNTER,
            "{message}",
            List.of(),
            List.of(MESSAGING_DESTINATION_NAME),
            Source.RUNTIME,
            "Messages that are being handled now.");
    public static final Metric DISPATCH_DURATION = histogram(
            "vivarium.messaging.dispatch.duration",
            "s",
            MESSAGE_SECONDS,
            List.of(MESSAGING_DESTINATION_NAME),
            "Time that a message waited between being enqueued and being handled.");
    public static final Metric QUEUE_DEPTH = new Metric(
            "vivarium.messaging.queue.depth",
            Instrument.GAUGE,
            "{message}",
            List.of(),
            List.of(MESSAGING_DESTINATION_NAME),
            Source.BROKER,
            "Messages that wait in an agent's queue or are being handled: the real backlog.");
    public static final Metric SUBAGENT_ACTIVE = new Metric(
            "vivarium.subagent.active",
            Instrument.UP_DOWN_COUNTER,
            "{task}",
            List.of(),
            List.of(AGENT_NAME, SUBAGENT_NAME),
            Source.RUNTIME,
            "Tasks that are delegated and not yet answered.");
    public static final Metric SUBAGENT_DURATION = histogram(
            "vivarium.subagent.duration",
            "s",
            TURN_SECONDS,
            List.of(AGENT_NAME, SUBAGENT_NAME, ERROR_TYPE),
            "Time from delegating a task to its answer.");
    public static final Metric SUBAGENT_FAILURES = counter(
            "vivarium.subagent.failures",
            "{task}",
            List.of(AGENT_NAME, SUBAGENT_NAME, ERROR_TYPE),
            "Delegated tasks that failed or were not answered in time.");
    public static final Metric BUDGET_LIMIT = budget(
            "vivarium.budget.limit_usd", "{USD}", "US dollars that the agent may spend in one period of its budget.");
    public static final Metric BUDGET_SPENT_RATIO = budget(
            "vivarium.budget.spent_ratio",
            "1",
            "Share of the limit that the agent has spent in the current period of its budget; above 1 when it is exceeded.");

    private static final List<Metric> ALL = List.of(
            INFERENCE_DURATION,
            TIME_TO_FIRST_CHUNK,
            INPUT_TOKENS,
            OUTPUT_TOKENS,
            CACHE_READ_TOKENS,
            CACHE_WRITE_TOKENS,
            REASONING_TOKENS,
            TURN_DURATION,
            CALLS_PER_TURN,
            TOOLS_PER_TURN,
            TOOL_DURATION,
            MCP_CLIENT_DURATION,
            MCP_SERVER_DURATION,
            SENT_MESSAGES,
            CONSUMED_MESSAGES,
            MESSAGING_DURATION,
            PROCESS_DURATION,
            COST_USD,
            UNPRICED_CALLS,
            MODEL_QUEUE_DURATION,
            REFUSED_CALLS,
            TURNS,
            CONTEXT_TOKENS_USED,
            ACTIVE_MESSAGES,
            DISPATCH_DURATION,
            QUEUE_DEPTH,
            SUBAGENT_ACTIVE,
            SUBAGENT_DURATION,
            SUBAGENT_FAILURES,
            BUDGET_LIMIT,
            BUDGET_SPENT_RATIO);

    private Catalog() {}

    public static List<Metric> all() {
        return ALL;
    }

    /** Every series name in Prometheus that the catalogue's metrics become. */
    public static List<String> prometheusSeries() {
        var series = new ArrayList<String>();
        for (var metric : ALL) {
            if (metric.instrument() == Instrument.HISTOGRAM) {
                series.addAll(List.of(metric.bucket(), metric.count(), metric.sum()));
            } else {
                series.add(metric.prometheusName());
            }
        }
        return series;
    }

    public static Stream<Metric> from(Source source) {
        return ALL.stream().filter(metric -> metric.source() == source);
    }

    private static Metric histogram(
            String name, String unit, List<Double> boundaries, List<Attribute> attributes, String description) {
        return new Metric(name, Instrument.HISTOGRAM, unit, boundaries, attributes, Source.RUNTIME, description);
    }

    private static Metric counter(String name, String unit, List<Attribute> attributes, String description) {
        return new Metric(name, Instrument.COUNTER, unit, List.of(), attributes, Source.RUNTIME, description);
    }

    private static Metric budget(String name, String unit, String description) {
        return new Metric(name, Instrument.GAUGE, unit, List.of(), List.of(BUDGET_PERIOD), Source.RULES, description);
    }
}
