package dev.vivarium.operator.alerting;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.Alert;
import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.api.v1alpha1.Severity;
import dev.vivarium.operator.links.AlertPanel;
import dev.vivarium.telemetry.Attribute;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Every alert: what it watches, its defaults under those of the stack, and what it tells people. {@code docs/reference/alerts.md} is generated from this.
 */
public enum AlertDefinition {
    COST(
            AlertPanel.COST_PER_HOUR,
            Area.LLM,
            ThresholdUnit.USD_PER_HOUR,
            defaults("10", "5m"),
            signals -> signals.cost() + " * 3600",
            "spends {value}, more than {threshold}",
            "The model calls of the last ten minutes cost so much that an hour of it would exceed the limit."),
    TOKENS(
            AlertPanel.TOKENS_PER_MINUTE,
            Area.LLM,
            ThresholdUnit.TOKENS_PER_MINUTE,
            defaults("200000", "5m"),
            signals -> signals.tokens() + " * 60",
            "uses {value}, more than {threshold}",
            "Input and output tokens of the last five minutes, a minute, are above the limit."),
    LLM_LATENCY(
            AlertPanel.LLM_LATENCY_P95,
            Area.LLM,
            ThresholdUnit.DURATION,
            defaults("60s", "10m"),
            Signals::llmLatency,
            "waits {value} for its model at the 95th percentile, longer than {threshold}",
            "One model call in twenty takes longer than the limit."),
    LLM_ERRORS(
            AlertPanel.LLM_ERROR_RATE,
            Area.LLM,
            ThresholdUnit.RATIO,
            defaults("0.1", "10m"),
            Signals::llmErrorRatio,
            "fails at {value} of its model calls, more than {threshold}",
            "The provider refuses or breaks off too many calls."),
    TURN_DURATION(
            AlertPanel.TURN_DURATION_P95,
            Area.TURNS,
            ThresholdUnit.DURATION,
            defaults("4m", "10m"),
            Signals::turnDuration,
            "needs {value} for a turn at the 95th percentile, longer than {threshold}",
            "One turn in twenty takes longer than the limit, from the message to the final reply."),
    CALLS_PER_TURN(
            AlertPanel.LLM_CALLS_PER_TURN,
            Area.TURNS,
            ThresholdUnit.CALLS_PER_TURN,
            defaults("8", "10m"),
            Signals::callsPerTurn,
            "makes {value} on average, more than {threshold}",
            "The agent needs many rounds of model and tool calls to answer; it may be going round in circles."),
    BACKLOG(
            AlertPanel.QUEUE_BACKLOG,
            Area.MESSAGING,
            ThresholdUnit.MESSAGES,
            defaults("100", "5m"),
            Signals::backlog,
            "has a growing queue of {value}, more than {threshold}",
            "Messages come faster than they are handled, and no more of them are handled than before."),
    DISPATCH_LATENCY(
            AlertPanel.DISPATCH_LATENCY_P95,
            Area.MESSAGING,
            ThresholdUnit.DURATION,
            defaults("30s", "10m"),
            Signals::dispatchLatency,
            "lets messages wait {value} at the 95th percentile, longer than {threshold}",
            "One message in twenty waits in the queue for longer than the limit before it is handled."),
    TOOL_ERRORS(
            AlertPanel.TOOL_ERROR_RATE,
            Area.TOOLS,
            ThresholdUnit.RATIO,
            defaults("0.2", "10m"),
            Signals::toolErrorRatio,
            "fails at {value} of its tool calls, more than {threshold}",
            "Tools that the model asked for give errors."),
    MCP_LATENCY(
            AlertPanel.MCP_LATENCY_P95,
            Area.TOOLS,
            ThresholdUnit.DURATION,
            defaults("30s", "10m"),
            Signals::mcpLatency,
            "waits {value} for MCP servers at the 95th percentile, longer than {threshold}",
            "One MCP operation in twenty takes longer than the limit, seen from the agent."),
    MCP_ERRORS(
            AlertPanel.MCP_ERROR_RATE,
            Area.TOOLS,
            ThresholdUnit.RATIO,
            defaults("0.2", "10m"),
            Signals::mcpErrorRatio,
            "fails at {value} of its MCP operations, more than {threshold}",
            "MCP servers do not answer or answer with errors, seen from the agent."),
    UNPRICED_MODEL(
            AlertPanel.UNPRICED_MODEL,
            Area.LLM,
            ThresholdUnit.NONE,
            defaults(null, "1m"),
            Signals::unpricedCalls,
            "calls " + AlertTexts.MODEL + ", which has no price",
            "What these calls cost is not in any figure. The price table of the stack lacks the model."),
    TELEMETRY_ABSENT(
            AlertPanel.TELEMETRY_ABSENT,
            Area.TELEMETRY,
            ThresholdUnit.NONE,
            new Defaults(null, "10m", Severity.CRITICAL),
            signals -> Telemetry.absent(),
            "sends no telemetry",
            "The agent should be running, and nothing is known of it. No other alert can fire for it."),
    BUDGET_BURN(
            AlertPanel.BUDGET_BURN,
            Area.BUDGETS,
            ThresholdUnit.NONE,
            defaults(null, "1m"),
            signals -> Budgets.warned(),
            "has spent {value} % of its " + AlertTexts.PERIOD + " budget",
            "One of the percentages of the budget that the agent is to be warned at is reached before the period has ended."),
    BUDGET_EXCEEDED(
            AlertPanel.BUDGET_EXCEEDED,
            Area.BUDGETS,
            ThresholdUnit.NONE,
            new Defaults(null, "1m", Severity.CRITICAL),
            signals -> Budgets.exceeded(),
            "has spent {value} % of its " + AlertTexts.PERIOD + " budget",
            "The budget is spent before the period has ended. What happens then is what the agent says in budget.onExceeded.");

    /** The operator's own values, as a manifest would write them. */
    private record Defaults(String threshold, String holdFor, Severity severity) {}

    private final AlertPanel panel;
    private final Area area;
    private final ThresholdUnit unit;
    private final Defaults defaults;
    private final Function<Signals, String> signal;
    private final String summary;
    private final String meaning;

    AlertDefinition(
            AlertPanel panel,
            Area area,
            ThresholdUnit unit,
            Defaults defaults,
            Function<Signals, String> signal,
            String summary,
            String meaning) {
        this.panel = panel;
        this.area = area;
        this.unit = unit;
        this.defaults = defaults;
        this.signal = signal;
        this.summary = summary;
        this.meaning = meaning;
    }

    private static Defaults defaults(String threshold, String holdFor) {
        return new Defaults(threshold, holdFor, Severity.WARNING);
    }

    /** Name of the field in {@link AlertsSpec}, and value of the label {@code alert} of thresholds. */
    public String field() {
        return panel.field();
    }

    /** Value of the label {@code alertname}. */
    public String alertName() {
        return "Vivarium" + Character.toUpperCase(field().charAt(0)) + field().substring(1);
    }

    /** Name of the page in {@code docs/runbooks}. */
    public String runbookFile() {
        return alertName().toLowerCase(Locale.ROOT) + ".md";
    }

    /** The panel that draws what the alert watches. */
    public AlertPanel panel() {
        return panel;
    }

    /** What the alert means, in a sentence. */
    public String meaning() {
        return meaning;
    }

    Area area() {
        return area;
    }

    ThresholdUnit unit() {
        return unit;
    }

    /** The operator's own threshold as a manifest would write it; empty when the alert has none. */
    Optional<String> defaultThreshold() {
        return Optional.ofNullable(defaults.threshold());
    }

    /** What the agent does, with {@code {value}}, {@code {threshold}} {@link AlertTexts#MODEL} and {@link AlertTexts#PERIOD} in their places. */
    String summary() {
        return summary;
    }

    /** Labels of series that tell one alert of an agent from another, and the labels of the alert that they become. */
    Map<String, String> details() {
        return switch (this) {
            case UNPRICED_MODEL ->
                Map.of(Attribute.PROVIDER_NAME.label(), "provider", Attribute.REQUEST_MODEL.label(), "model");
            case BUDGET_BURN -> Map.of(Budgets.PERIOD, "period", Budgets.WARN_PERCENT, "percent");
            case BUDGET_EXCEEDED -> Map.of(Budgets.PERIOD, "period");
            default -> Map.of();
        };
    }

    /** What it means and how much it is, with the same places. */
    String description() {
        return unit == ThresholdUnit.NONE ? meaning : meaning + " Now: {value}. Limit: {threshold}.";
    }

    /** What is compared with the threshold; each series carries the labels {@link Promql#AGENT}. */
    String signal(Signals signals) {
        return signal.apply(signals);
    }

    /**
     * What holds after all defaults.
     *
     * @param layers what the agent says, then what its stack says; the operator's own values come last
     * @throws IllegalArgumentException naming the field, when a value is not of the form that the API demands
     */
    public AlertSetting setting(AlertsSpec... layers) {
        var said =
                Arrays.stream(layers).flatMap(layer -> panel.in(layer).stream()).toList();
        return new AlertSetting(
                first(said.stream().map(Alert::enabled)).orElse(true),
                first(said.stream().map(Alert::threshold))
                        .or(this::defaultThreshold)
                        .map(this::number)
                        .orElse(BigDecimal.ZERO),
                duration("for", first(said.stream().map(Alert::holdFor)).orElse(defaults.holdFor())),
                first(said.stream().map(Alert::severity)).orElse(defaults.severity()));
    }

    private BigDecimal number(String threshold) {
        if (unit == ThresholdUnit.DURATION) {
            var duration = duration("threshold", threshold);
            return BigDecimal.valueOf(duration.getSeconds()).add(BigDecimal.valueOf(duration.getNano(), 9));
        }
        try {
            return new BigDecimal(threshold);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "alerts." + field() + ".threshold: '" + threshold + "' is not a decimal number", e);
        }
    }

    private Duration duration(String name, String text) {
        try {
            return GoDuration.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("alerts." + field() + "." + name + ": " + e.getMessage(), e);
        }
    }

    private static <T> Optional<T> first(Stream<T> values) {
        return values.filter(Objects::nonNull).findFirst();
    }
}
