/**
 * Turns over RabbitMQ: one connection that heals by itself, a consumer that acknowledges a message only after its reply is confirmed, and the publishing
 * that replies and delegated tasks share. Envelope and semantics are described in docs/reference/envelope.md.
 */
package dev.vivarium.agent.runtime.bus;
