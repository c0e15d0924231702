package dev.vivarium.agent.runtime.bus;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The properties {@code vivarium.bus.*}; what they mean is said at {@link BusSettings}. */
@ConfigMapping(prefix = "vivarium.bus")
interface BusProperties {
    @WithDefault("5s")
    Duration connectTimeout();

    @WithDefault("10s")
    Duration heartbeat();

    @WithDefault("30s")
    Duration confirmTimeout();

    @WithDefault("250ms")
    Duration reconnectMin();

    @WithDefault("10s")
    Duration reconnectMax();

    @WithDefault("10000")
    int rememberedMessages();

    @WithDefault("64")
    int maxWaitingMessages();

    @WithDefault("2097152")
    int maxMessageBytes();

    @WithDefault("10m")
    Duration replyQueueExpiry();

    @WithDefault("16")
    int maxConcurrentDelegations();

    @WithDefault("10s")
    Duration handoverTimeout();

    /** @param shutdownGrace from the property {@code vivarium.shutdown-grace}, which is not the bus' alone */
    default BusSettings settings(Duration shutdownGrace) {
        return new BusSettings(
                connectTimeout(),
                heartbeat(),
                confirmTimeout(),
                reconnectMin(),
                reconnectMax(),
                rememberedMessages(),
                maxWaitingMessages(),
                maxMessageBytes(),
                replyQueueExpiry(),
                maxConcurrentDelegations(),
                handoverTimeout(),
                shutdownGrace);
    }
}
