package dev.vivarium.agent.contract;

import java.util.Locale;

/** Names on the message bus. They depend only on who an agent is, so that a sender needs no directory. */
public final class BusNames {
    /** Durable topic exchange that every turn request is published to. */
    public static final String EXCHANGE = "vivarium";

    /** Durable topic exchange that receives what could not be handled. */
    public static final String DEAD_LETTER_EXCHANGE = "vivarium.dead";

    /** Value of {@code messaging.destination.name} for every queue that lives only as long as its owner, so that metrics stay bounded. */
    public static final String TEMPORARY_DESTINATION = "(temporary)";

    /** No name in Kubernetes begins so: the key is nobody's routing key. */
    private static final String CANCEL = "_cancel";

    private BusNames() {}

    /** The routing key of an agent, which is also its address as a source: {@code <namespace>.<agent|subagent>.<name>}. */
    public static String routingKey(String namespace, String kind, String name) {
        return namespace + "." + kind.toLowerCase(Locale.ROOT) + "." + name;
    }

    /** The durable queue that an agent takes turns from. */
    public static String queue(String namespace, String kind, String name) {
        return queue(routingKey(namespace, kind, name));
    }

    /** The durable queue of the agent with a routing key. */
    public static String queue(String routingKey) {
        return EXCHANGE + "." + routingKey;
    }

    /** The queue that one running instance of an agent takes replies from; it is gone some minutes after the instance. */
    public static String replyQueue(String routingKey, String instance) {
        return EXCHANGE + ".reply." + routingKey + "." + instance;
    }

    /** The routing key by which every running instance of an agent hears that a turn is given up. */
    public static String cancelRoutingKey(String routingKey) {
        return CANCEL + "." + routingKey;
    }

    /** The queue that one connection of an agent hears of cancelled turns by; it is gone with the connection. */
    public static String cancelQueue(String routingKey, String connection) {
        return EXCHANGE + "." + CANCEL + "." + routingKey + "." + connection;
    }

    /** The queue that holds what an agent could not handle. */
    public static String deadLetterQueue(String queue) {
        return queue + ".dead";
    }
}
