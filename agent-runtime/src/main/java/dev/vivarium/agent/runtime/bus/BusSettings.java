package dev.vivarium.agent.runtime.bus;

import java.time.Duration;

/**
 * How patient and how large the bus is.
 *
 * @param connectTimeout for opening the connection
 * @param heartbeat interval; a peer that is silent for two of them counts as gone
 * @param confirmTimeout for the broker's confirmation of one message; after it the connection is taken for broken
 * @param reconnectMin pause after the first failed connection
 * @param reconnectMax longest pause between two tries
 * @param rememberedMessages number of handled messages that are remembered, so that a redelivery is not answered twice
 * @param maxWaitingMessages messages that are taken from the queue although earlier turns of their conversation still run, so that others behind them are reached
 * @param maxMessageBytes largest body of a request that is read
 * @param replyQueueExpiry how long the reply queue of an instance outlives it
 * @param maxConcurrentDelegations tasks of this instance that may be with sub-agents at a time
 * @param handoverTimeout longest time that handing a task to the broker may take
 * @param shutdownGrace time that running turns get to end after the signal to stop
 */
public record BusSettings(
        Duration connectTimeout,
        Duration heartbeat,
        Duration confirmTimeout,
        Duration reconnectMin,
        Duration reconnectMax,
        int rememberedMessages,
        int maxWaitingMessages,
        int maxMessageBytes,
        Duration replyQueueExpiry,
        int maxConcurrentDelegations,
        Duration handoverTimeout,
        Duration shutdownGrace) {}
