package dev.vivarium.operator.settings;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** The configuration keys below {@code vivarium.}, also read from the environment ({@code VIVARIUM_IMAGES_AGENT_RUNTIME}). */
@ConfigMapping(prefix = "vivarium")
interface VivariumConfig {
    ImagesConfig images();

    /** As {@code namespace/name}. */
    Optional<String> defaultStack();

    String runbookBaseUrl();

    /** Namespaces to watch; all when absent. */
    Optional<List<String>> namespaces();

    /** Whether several replicas elect the one that works. */
    @WithDefault("false")
    boolean leaderElection();

    /** Images where a resource names none. */
    interface ImagesConfig {
        String agentRuntime();

        String collector();

        String prometheus();

        String alertmanager();

        String grafana();
    }
}
