package dev.vivarium.operator.alerting;

import static dev.vivarium.operator.alerting.Promql.AGENT;
import static dev.vivarium.operator.alerting.Promql.increase;
import static dev.vivarium.operator.alerting.Promql.labels;
import static dev.vivarium.operator.alerting.Promql.matcher;
import static dev.vivarium.operator.alerting.Promql.p95;
import static dev.vivarium.operator.alerting.Promql.ratio;
import static dev.vivarium.operator.alerting.Promql.selector;
import static dev.vivarium.operator.alerting.Promql.sum;

import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What alerts watch, recorded once for all agents. Names are {@code level:metric:operation}; the operation tells the window. */
final class Signals {
    private static final String BUCKET = "le";

    /** Consumption that grew by no more than this factor is flat. */
    private static final String FLAT = "1.1";

    private final Timing timing;
    private final String brief;
    private final String usual;

    Signals(Timing timing) {
        this.timing = timing;
        this.brief = Timing.text(timing.brief());
        this.usual = Timing.text(timing.usual());
    }

    /** US dollars a second. */
    String cost() {
        return "vivarium_agent:llm_cost_usd:rate" + usual;
    }

    private String costByModel() {
        return "vivarium_agent_model:llm_cost_usd:rate" + usual;
    }

    /** Tokens a second. */
    String tokens() {
        return "vivarium_agent:llm_tokens:rate" + brief;
    }

    private String inputTokensByModel() {
        return "vivarium_agent_model:llm_input_tokens:rate" + brief;
    }

    private String outputTokensByModel() {
        return "vivarium_agent_model:llm_output_tokens:rate" + brief;
    }

    private String llmCalls() {
        return "vivarium_agent:llm_calls:increase" + usual;
    }

    private String llmErrors() {
        return "vivarium_agent:llm_errors:increase" + usual;
    }

    String llmErrorRatio() {
        return "vivarium_agent:llm_errors:ratio" + usual;
    }

    /** Seconds. */
    String llmLatency() {
        return "vivarium_agent:llm_call_duration_seconds:p95_" + usual;
    }

    /** Calls, by provider and model. */
    String unpricedCalls() {
        return "vivarium_agent_model:llm_unpriced_calls:increase" + Timing.text(timing.lasting());
    }

    /** Seconds. */
    String turnDuration() {
        return "vivarium_agent:turn_duration_seconds:p95_" + usual;
    }

    String callsPerTurn() {
        return "vivarium_agent:llm_calls_per_turn:mean" + usual;
    }

    private String toolCalls() {
        return "vivarium_agent:tool_calls:increase" + usual;
    }

    private String toolErrors() {
        return "vivarium_agent:tool_errors:increase" + usual;
    }

    String toolErrorRatio() {
        return "vivarium_agent:tool_errors:ratio" + usual;
    }

    private String mcpOperations() {
        return "vivarium_agent:mcp_operations:increase" + usual;
    }

    private String mcpErrors() {
        return "vivarium_agent:mcp_errors:increase" + usual;
    }

    String mcpErrorRatio() {
        return "vivarium_agent:mcp_errors:ratio" + usual;
    }

    /** Seconds. */
    String mcpLatency() {
        return "vivarium_agent:mcp_operation_duration_seconds:p95_" + usual;
    }

    /** Seconds. */
    String dispatchLatency() {
        return "vivarium_agent:dispatch_duration_seconds:p95_" + usual;
    }

    private String consumed() {
        return "vivarium_agent_queue:consumed_messages:increase" + brief;
    }

    /** Messages in a queue that grows while no more is consumed than before. */
    String backlog() {
        return "vivarium_agent:queue_backlog:growing" + brief;
    }

    List<Rule> llm() {
        var model = labels(Attribute.REQUEST_MODEL);
        var providerAndModel = labels(labels(Attribute.PROVIDER_NAME), Attribute.REQUEST_MODEL.label());
        return List.of(
                record(costByModel(), rate(Catalog.COST_USD.prometheusName(), model, timing.usual())),
                record(cost(), sum(AGENT, costByModel())),
                record(inputTokensByModel(), rate(Catalog.INPUT_TOKENS.prometheusName(), model, timing.brief())),
                record(outputTokensByModel(), rate(Catalog.OUTPUT_TOKENS.prometheusName(), model, timing.brief())),
                record(tokens(), sum(AGENT, Promql.anyOf(Stream.of(inputTokensByModel(), outputTokensByModel())))),
                record(llmCalls(), usualIncrease(Catalog.INFERENCE_DURATION.count())),
                record(llmErrors(), usualIncrease(failed(Catalog.INFERENCE_DURATION))),
                record(llmErrorRatio(), ratio(llmErrors(), llmCalls())),
                record(llmLatency(), quantile(Catalog.INFERENCE_DURATION)),
                record(
                        unpricedCalls(),
                        increase(Catalog.UNPRICED_CALLS.prometheusName(), providerAndModel, timing.lasting(), timing)
                                + " > 0"));
    }

    List<Rule> turns() {
        return List.of(
                record(turnDuration(), quantile(Catalog.TURN_DURATION)),
                record(
                        callsPerTurn(),
                        usualIncrease(Catalog.CALLS_PER_TURN.sum()) + "\n/\n("
                                + usualIncrease(Catalog.CALLS_PER_TURN.count()) + " > 0)"));
    }

    List<Rule> tools() {
        return List.of(
                record(toolCalls(), usualIncrease(Catalog.TOOL_DURATION.count())),
                record(toolErrors(), usualIncrease(failed(Catalog.TOOL_DURATION))),
                record(toolErrorRatio(), ratio(toolErrors(), toolCalls())),
                record(mcpOperations(), usualIncrease(Catalog.MCP_CLIENT_DURATION.count())),
                record(mcpErrors(), usualIncrease(failed(Catalog.MCP_CLIENT_DURATION))),
                record(mcpErrorRatio(), ratio(mcpErrors(), mcpOperations())),
                record(mcpLatency(), quantile(Catalog.MCP_CLIENT_DURATION)));
    }

    List<Rule> messaging() {
        return List.of(
                record(QueueDepth.SERIES, QueueDepth.expression()),
                record(
                        consumed(),
                        increase(
                                selector(
                                        Catalog.CONSUMED_MESSAGES.prometheusName(),
                                        matcher(
                                                Attribute.MESSAGING_DESTINATION_NAME,
                                                "!=",
                                                BusNames.TEMPORARY_DESTINATION)),
                                labels(Attribute.MESSAGING_DESTINATION_NAME),
                                timing.brief(),
                                timing)),
                record(backlog(), growing()),
                record(dispatchLatency(), quantile(Catalog.DISPATCH_DURATION)));
    }

    private String growing() {
        var queue = labels(Attribute.MESSAGING_DESTINATION_NAME);
        var before = " offset " + brief;
        return Promql.aggregate(
                "max",
                AGENT,
                "(\n"
                        + Promql.indent(QueueDepth.SERIES + " > " + QueueDepth.SERIES + before + "\nor\n"
                                + QueueDepth.SERIES + " unless " + QueueDepth.SERIES + before)
                        + "\n)\nunless on (" + queue + ")\n"
                        + Promql.indent(consumed() + " > " + FLAT + " * " + consumed() + before));
    }

    private String usualIncrease(String selector) {
        return increase(selector, AGENT, timing.usual(), timing);
    }

    private String rate(String selector, String by, Duration window) {
        return increase(selector, by, window, timing) + " / " + window.toSeconds();
    }

    private String quantile(Metric histogram) {
        return p95(increase(histogram.bucket(), labels(AGENT, BUCKET), timing.usual(), timing));
    }

    private static String failed(Metric histogram) {
        return selector(histogram.count(), matcher(Attribute.ERROR_TYPE, "!=", ""));
    }

    private static Rule record(String name, String expression) {
        return new Rule.Recording(name, expression, new TreeMap<>());
    }
}
