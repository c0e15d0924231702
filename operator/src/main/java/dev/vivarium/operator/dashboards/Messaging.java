package dev.vivarium.operator.dashboards;

import static dev.vivarium.operator.dashboards.Vocabulary.AGENTS;
import static dev.vivarium.operator.dashboards.Vocabulary.AGENT_LEGEND;
import static dev.vivarium.operator.dashboards.Vocabulary.BY_AGENT;
import static dev.vivarium.operator.dashboards.Vocabulary.DESTINATION;
import static dev.vivarium.operator.dashboards.Vocabulary.ERROR_TYPE;
import static dev.vivarium.operator.dashboards.Vocabulary.MOST_LINES;
import static dev.vivarium.operator.dashboards.Vocabulary.NOTHING;
import static dev.vivarium.operator.dashboards.Vocabulary.OPERATION;
import static dev.vivarium.operator.dashboards.Vocabulary.legend;

import dev.vivarium.operator.dashboards.grafana.Layout;
import dev.vivarium.operator.dashboards.grafana.Panel;
import dev.vivarium.operator.dashboards.grafana.PanelBuilder;
import dev.vivarium.operator.dashboards.grafana.Thresholds;
import dev.vivarium.operator.dashboards.grafana.Unit;
import dev.vivarium.operator.dashboards.promql.Expr;
import dev.vivarium.operator.dashboards.promql.Histograms;
import dev.vivarium.operator.dashboards.promql.Selector;
import dev.vivarium.operator.dashboards.promql.Window;
import dev.vivarium.operator.links.AlertPanel;
import dev.vivarium.telemetry.Catalog;
import java.util.List;

/** What goes over the message bus: how much, how long it waits, how much waits now. */
final class Messaging {
    private static final List<String> BY_QUEUE = List.of(DESTINATION);
    private static final List<String> BY_OPERATION = List.of(OPERATION);

    private Messaging() {}

    static List<Panel> panels(Limits limits, Drill drill) {
        return new Layout()
                .row("Now, and in the time range")
                .add(4, 5, published(), consumed(), inFlight(), depth(), dispatch(), failures())
                .row("Flow")
                .add(12, 9, publishedAndConsumed(), queueDepth(limits))
                .add(12, 9, publishedByQueue(), consumedByAgent(drill))
                .row("Waiting and handling")
                .add(12, 9, dispatchLatency(), dispatchByAgent(limits, drill))
                .add(12, 9, handling(), inFlightByAgent(drill))
                .row("Broker")
                .add(12, 9, operationLatency(), failuresByType())
                .panels();
    }

    private static PanelBuilder published() {
        return PanelBuilder.stat(
                        "Published",
                        Unit.MESSAGES_PER_MINUTE,
                        "Messages that agents hand to the broker in a minute, now.")
                .withCourse()
                .query(
                        Measures.perMinute(Catalog.SENT_MESSAGES, AGENTS, NOTHING)
                                .text(),
                        "Published per minute");
    }

    private static PanelBuilder consumed() {
        return PanelBuilder.stat(
                        "Consumed",
                        Unit.MESSAGES_PER_MINUTE,
                        "Messages that agents take from the broker in a minute, now.")
                .withCourse()
                .query(
                        Measures.perMinute(Catalog.CONSUMED_MESSAGES, AGENTS, NOTHING)
                                .text(),
                        "Consumed per minute");
    }

    private static PanelBuilder inFlight() {
        return PanelBuilder.stat(
                        "Being handled",
                        Unit.COUNT,
                        "Messages that agents are handling now. It is not the backlog: see Queue depth.")
                .withCourse()
                .query(active(NOTHING).text(), "Being handled");
    }

    private static PanelBuilder depth() {
        return PanelBuilder.stat(
                        "Queue depth",
                        Unit.COUNT,
                        "Messages in the queues of agents, as the broker counts them: those that wait, and those being handled.")
                .withCourse()
                .query(queues(NOTHING).text(), "Messages");
    }

    private static PanelBuilder dispatch() {
        return PanelBuilder.stat(
                        "Wait p95",
                        Unit.SECONDS,
                        "95th percentile of the time that messages of the time range waited between being enqueued and being handled.")
                .query(
                        Histograms.quantile(0.95, Catalog.DISPATCH_DURATION, AGENTS, NOTHING, Window.RANGE)
                                .text(),
                        "p95");
    }

    private static PanelBuilder failures() {
        return PanelBuilder.stat(
                        "Failed messages",
                        Unit.WHOLE,
                        "Messages of the time range whose handling failed or that the broker did not take.")
                .thresholds(Thresholds.bad(1))
                .query(
                        Measures.observed(Catalog.PROCESS_DURATION, failed(AGENTS), NOTHING)
                                .orZero()
                                .plus(Measures.total(Catalog.SENT_MESSAGES, failed(AGENTS), NOTHING)
                                        .orZero())
                                .text(),
                        "Failed");
    }

    private static PanelBuilder publishedAndConsumed() {
        return PanelBuilder.timeSeries(
                        "Published and consumed per minute",
                        Unit.MESSAGES_PER_MINUTE,
                        "Messages of all chosen agents a minute. Where more is published than consumed for long, queues grow.")
                .axis("messages per minute")
                .query(
                        Measures.perMinute(Catalog.SENT_MESSAGES, AGENTS, NOTHING)
                                .text(),
                        "Published")
                .query(
                        Measures.perMinute(Catalog.CONSUMED_MESSAGES, AGENTS, NOTHING)
                                .text(),
                        "Consumed");
    }

    private static PanelBuilder queueDepth(Limits limits) {
        return PanelBuilder.timeSeries(
                        "Queue depth by queue",
                        Unit.COUNT,
                        "Messages in each queue, as the broker counts them; the ten queues that were the longest at some time in the range. The dashed line is the stack's limit.")
                .axis("messages")
                .limit(limits.of(AlertPanel.QUEUE_BACKLOG))
                .query(
                        queues(BY_QUEUE)
                                .top(
                                        MOST_LINES,
                                        BY_QUEUE,
                                        Expr.maxOverTime(
                                                        Catalog.QUEUE_DEPTH.prometheusName(),
                                                        AGENTS,
                                                        Window.RANGE_AT_END)
                                                .maxBy(BY_QUEUE))
                                .text(),
                        legend(DESTINATION));
    }

    private static PanelBuilder publishedByQueue() {
        return PanelBuilder.timeSeries(
                        "Published per minute by queue",
                        Unit.MESSAGES_PER_MINUTE,
                        "Messages a minute by the queue that they were sent to; the ten with the most in the time range. (temporary) stands for all queues of replies.")
                .axis("messages per minute")
                .stacked()
                .query(
                        Measures.perMinute(Catalog.SENT_MESSAGES, AGENTS, BY_QUEUE)
                                .top(MOST_LINES, BY_QUEUE, Measures.totalAtEnd(Catalog.SENT_MESSAGES, AGENTS, BY_QUEUE))
                                .text(),
                        legend(DESTINATION));
    }

    private static PanelBuilder consumedByAgent(Drill drill) {
        return PanelBuilder.timeSeries(
                        "Consumed per minute by agent",
                        Unit.MESSAGES_PER_MINUTE,
                        "Messages a minute by the agent that took them; the ten with the most in the time range.")
                .axis("messages per minute")
                .stacked()
                .valueLink(drill.fromSeries())
                .query(
                        Measures.perMinute(Catalog.CONSUMED_MESSAGES, AGENTS, BY_AGENT)
                                .top(
                                        MOST_LINES,
                                        BY_AGENT,
                                        Measures.totalAtEnd(Catalog.CONSUMED_MESSAGES, AGENTS, BY_AGENT))
                                .text(),
                        AGENT_LEGEND);
    }

    private static PanelBuilder dispatchLatency() {
        return Measures.quantiles(
                PanelBuilder.timeSeries(
                                "Wait before handling",
                                Unit.SECONDS,
                                "Time that a message waited between being enqueued and being handled: half and 95 of a hundred messages waited less.")
                        .axis("seconds"),
                Catalog.DISPATCH_DURATION,
                AGENTS,
                0.5,
                0.95);
    }

    private static PanelBuilder dispatchByAgent(Limits limits, Drill drill) {
        return PanelBuilder.timeSeries(
                        "Wait before handling p95 by agent",
                        Unit.SECONDS,
                        "95th percentile of the wait by the agent that handled the message; the ten with the most messages. The dashed line is the stack's limit.")
                .axis("seconds")
                .limit(limits.of(AlertPanel.DISPATCH_LATENCY_P95))
                .valueLink(drill.fromSeries())
                .query(
                        Histograms.quantile(0.95, Catalog.DISPATCH_DURATION, AGENTS, BY_AGENT, Window.RATE)
                                .top(
                                        MOST_LINES,
                                        BY_AGENT,
                                        Measures.observedAtEnd(Catalog.DISPATCH_DURATION, AGENTS, BY_AGENT))
                                .text(),
                        AGENT_LEGEND);
    }

    private static PanelBuilder handling() {
        return Measures.quantiles(
                PanelBuilder.timeSeries(
                                "Time of handling",
                                Unit.SECONDS,
                                "Time that handling one message took, the whole turn included.")
                        .axis("seconds"),
                Catalog.PROCESS_DURATION,
                AGENTS,
                0.5,
                0.95);
    }

    private static PanelBuilder inFlightByAgent(Drill drill) {
        return PanelBuilder.timeSeries(
                        "Being handled by agent",
                        Unit.COUNT,
                        "Messages that each agent is handling; the ten that handled the most at some time in the range.")
                .axis("messages")
                .stacked()
                .valueLink(drill.fromSeries())
                .query(
                        active(BY_AGENT)
                                .top(
                                        MOST_LINES,
                                        BY_AGENT,
                                        Expr.maxOverTime(
                                                        Catalog.ACTIVE_MESSAGES.prometheusName(),
                                                        AGENTS,
                                                        Window.RANGE_AT_END)
                                                .sumBy(BY_AGENT))
                                .text(),
                        AGENT_LEGEND);
    }

    private static PanelBuilder operationLatency() {
        return PanelBuilder.timeSeries(
                        "Broker operations p95",
                        Unit.SECONDS,
                        "95th percentile of the duration of an operation on the broker until it is confirmed; publish is the one that senders wait for.")
                .axis("seconds")
                .query(
                        Histograms.quantile(0.95, Catalog.MESSAGING_DURATION, AGENTS, BY_OPERATION, Window.RATE)
                                .text(),
                        legend(OPERATION));
    }

    private static PanelBuilder failuresByType() {
        var byType = List.of(ERROR_TYPE);
        return PanelBuilder.timeSeries(
                        "Failures per minute by type",
                        Unit.PER_MINUTE,
                        "Messages a minute whose handling failed, and operations on the broker that failed, by the class of the error.")
                .axis("failures per minute")
                .query(
                        Histograms.failures(Catalog.PROCESS_DURATION, AGENTS, byType, Window.RATE)
                                .perMinute()
                                .text(),
                        "handling: " + legend(ERROR_TYPE))
                .query(
                        Histograms.failures(Catalog.MESSAGING_DURATION, AGENTS, byType, Window.RATE)
                                .perMinute()
                                .text(),
                        "broker: " + legend(ERROR_TYPE));
    }

    private static Expr active(List<String> by) {
        return Expr.series(Catalog.ACTIVE_MESSAGES.prometheusName(), AGENTS).sumBy(by);
    }

    private static Expr queues(List<String> by) {
        return Expr.series(Catalog.QUEUE_DEPTH.prometheusName(), AGENTS).sumBy(by);
    }

    private static Selector failed(Selector selector) {
        return selector.notEqualTo(ERROR_TYPE, "");
    }
}
