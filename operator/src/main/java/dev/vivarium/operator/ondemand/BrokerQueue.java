package dev.vivarium.operator.ondemand;

/**
 * A queue to be asked about.
 *
 * @param url AMQP URL of its broker; it holds a password and is never shown
 * @param namespace of the agent, in which a host name without a namespace is meant
 * @param routingKey of the agent
 */
record BrokerQueue(String url, String namespace, String routingKey) {
    @Override
    public String toString() {
        return "BrokerQueue[" + routingKey + "]";
    }
}
