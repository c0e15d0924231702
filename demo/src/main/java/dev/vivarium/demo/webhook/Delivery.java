package dev.vivarium.demo.webhook;

/**
 * One alert in what Alertmanager delivered to the webhook receiver.
 *
 * @param receivedAt when the notification arrived, in UTC
 * @param status {@code firing} or {@code resolved}
 */
public record Delivery(String receivedAt, String status, String alert, String agent, String severity, String summary) {}
