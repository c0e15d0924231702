package dev.vivarium.agent.runtime.model;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How calls of models are made again and held back. */
@ConfigMapping(prefix = "vivarium.model")
public interface ModelSettings {
    /** The first retry waits for a random time up to this one; each further may wait twice as long. */
    @WithDefault("500ms")
    Duration retryDelay();

    /** No retry waits longer, unless the provider asks for it. */
    @WithDefault("20s")
    Duration retryMaxDelay();

    /** The circuit breaker of an endpoint looks at as many of its latest calls. */
    @WithDefault("20")
    int breakerWindow();

    /** The circuit breaker lets calls pass until it has seen as many. */
    @WithDefault("10")
    int breakerMinimumCalls();

    /** An endpoint of whose latest calls half have failed is not called for this long; then three calls try it. */
    @WithDefault("30s")
    Duration breakerOpen();
}
