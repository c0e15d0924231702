package dev.vivarium.operator.alerting;

import static dev.vivarium.operator.alerting.Promql.matcher;
import static dev.vivarium.operator.alerting.Promql.quote;
import static dev.vivarium.operator.alerting.Promql.selector;

import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.ResourceLabel;

/** The catalogue's queue depth from what RabbitMQ says of its queues: whose a queue is stands in its name ({@link BusNames#queue}). */
final class QueueDepth {
    static final String SERIES = Catalog.QUEUE_DEPTH.prometheusName();

    /** Of RabbitMQ's own exporter, with a series for each queue: messages that wait or are delivered and not yet acknowledged. */
    private static final String BROKER_SERIES = "rabbitmq_queue_messages";

    private static final String QUEUE = "queue";
    private static final String AGENT = "Agent";
    private static final String SUB_AGENT = "SubAgent";

    /** Neither namespaces nor names of agents have dots; what has more is no agent's queue, such as one of dead letters. */
    private static final String PART = "[^.]+";

    private QueueDepth() {}

    static String expression() {
        var anyKind = pattern(PART, "(?:" + kindPart(AGENT) + "|" + kindPart(SUB_AGENT) + ")", PART);
        var expression = selector(BROKER_SERIES, matcher(QUEUE, "=~", anyKind));
        expression = replace(expression, ResourceLabel.NAMESPACE.label(), "$1", pattern("(" + PART + ")", PART, PART));
        expression = replace(expression, ResourceLabel.NAME.label(), "$1", pattern(PART, PART, "(" + PART + ")"));
        expression = replace(expression, ResourceLabel.KIND.label(), AGENT, pattern(PART, kindPart(AGENT), PART));
        expression =
                replace(expression, ResourceLabel.KIND.label(), SUB_AGENT, pattern(PART, kindPart(SUB_AGENT), PART));
        expression = replace(expression, Attribute.MESSAGING_DESTINATION_NAME.label(), "$1", "(.*)");
        // Several brokers of a cluster, or several scrapes of one, tell of the same queue.
        return Promql.aggregate("max", Promql.labels(Attribute.MESSAGING_DESTINATION_NAME), expression);
    }

    private static String replace(String expression, String label, String replacement, String pattern) {
        return "label_replace(\n"
                + Promql.indent(expression + ",\n" + quote(label) + ", " + quote(replacement) + ", " + quote(QUEUE)
                        + ", " + quote(pattern))
                + "\n)";
    }

    private static String pattern(String namespace, String kind, String name) {
        return String.join("\\.", BusNames.EXCHANGE, namespace, kind, name);
    }

    /** How the kind is written in the name of a queue. */
    private static String kindPart(String kind) {
        var parts = BusNames.queue("namespace", kind, "name").split("\\.");
        return parts[parts.length - 2];
    }
}
