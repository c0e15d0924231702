package dev.vivarium.agent.contract;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import java.util.Map;

/**
 * What the operator tells an agent: the content of the file that {@link #FILE} names. Secrets are not in it; it names the files that hold them. Durations
 * are Go-style strings, see {@link GoDuration}.
 *
 * @param kind {@code Agent} or {@code SubAgent}
 * @param tiers null when every call goes to {@code model}
 * @param broker null when the agent is reached over HTTP only
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"contractVersion", "kind", "name", "namespace"})
public record AgentConfiguration(
        String contractVersion,
        String kind,
        String name,
        String namespace,
        String instructions,
        Model model,
        Tiers tiers,
        Limits limits,
        Transport transport,
        Broker broker,
        List<SubAgent> subAgents,
        List<McpServer> mcpServers,
        Delegation delegation,
        Telemetry telemetry,
        List<Price> pricing) {

    public static final String CONTRACT_VERSION = "v1alpha1";

    /** Where an agent finds its configuration, unless the environment variable {@link #FILE_VARIABLE} names another file. */
    public static final String FILE = "/etc/vivarium/agent.yaml";

    public static final String FILE_VARIABLE = "VIVARIUM_AGENT_CONFIG";
    public static final String CONFIG_MAP_KEY = "agent.yaml";
    public static final String SECRETS_DIRECTORY = "/etc/vivarium/secrets";

    /** A directory to write to, which outlives the process but not the pod. */
    public static final String STATE_DIRECTORY = "/var/lib/vivarium";

    /** Port of the agent's API. */
    public static final int HTTP_PORT = 8080;

    /** Port of health checks and of the process' own metrics. */
    public static final int MANAGEMENT_PORT = 9000;

    public AgentConfiguration {
        contractVersion = contractVersion == null ? CONTRACT_VERSION : contractVersion;
        subAgents = subAgents == null ? List.of() : List.copyOf(subAgents);
        mcpServers = mcpServers == null ? List.of() : List.copyOf(mcpServers);
        pricing = pricing == null ? List.of() : List.copyOf(pricing);
        telemetry = telemetry == null ? new Telemetry(false) : telemetry;
        limits = limits == null ? new Limits(10, 4, "5m") : limits;
    }

    /**
     * @param provider {@code openai}, {@code openai-compatible}, {@code anthropic}, {@code gemini}, {@code ollama} or {@code simulated}
     * @param baseUrl null for the provider's own
     * @param apiKeyFile file with the API key, read again when it changes; null when none is needed
     * @param timeout longest time of one call; null for what is left of the turn
     * @param maxRetries how often a call that the provider did not take is made again; null for {@link #DEFAULT_MAX_RETRIES}
     * @param maxConcurrentCalls most calls that are in flight at a time, more wait; null for as many as there can be turns
     * @param fallbacks called in this order while the model cannot be used; they have none of their own
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Model(
            String provider,
            String name,
            String baseUrl,
            String apiKeyFile,
            Double temperature,
            Integer maxOutputTokens,
            String timeout,
            Integer maxRetries,
            Integer maxConcurrentCalls,
            List<Model> fallbacks) {
        public static final int DEFAULT_MAX_RETRIES = 2;

        public Model {
            fallbacks = fallbacks == null ? List.of() : List.copyOf(fallbacks);
        }

        public Model(
                String provider,
                String name,
                String baseUrl,
                String apiKeyFile,
                Double temperature,
                Integer maxOutputTokens) {
            this(provider, name, baseUrl, apiKeyFile, temperature, maxOutputTokens, null, null, null, List.of());
        }

        public Model withFallbacks(List<Model> models) {
            return new Model(
                    provider,
                    name,
                    baseUrl,
                    apiKeyFile,
                    temperature,
                    maxOutputTokens,
                    timeout,
                    maxRetries,
                    maxConcurrentCalls,
                    models);
        }
    }

    /** Models for easy, ordinary and hard calls; {@code model} takes the place of one that is null, and goes before its fallbacks when one fails. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Tiers(Model low, Model balanced, Model high) {}

    public record Limits(int maxIterations, int maxConcurrentTurns, String turnTimeout) {}

    /** @param mode {@code Queue} or {@code Http} */
    public record Transport(String mode) {
        @JsonIgnore
        public boolean isQueue() {
            return "Queue".equals(mode);
        }
    }

    /** @param urlFile file with the AMQP URL, credentials included */
    public record Broker(String urlFile, String exchange, String queue, String routingKey) {}

    /** @param timeout longest time that the parent waits for one task */
    public record SubAgent(String name, String description, String routingKey, String timeout) {}

    /**
     * @param tools names of the tools that may be called; all when empty
     * @param headerFiles HTTP headers by name, each with the file that holds its value
     */
    public record McpServer(String name, String url, List<String> tools, Map<String, String> headerFiles) {
        public McpServer {
            tools = tools == null ? List.of() : List.copyOf(tools);
            headerFiles = headerFiles == null ? Map.of() : Map.copyOf(headerFiles);
        }
    }

    /**
     * How a SubAgent answers tasks; null for an Agent.
     *
     * @param maxDepth most steps of delegation from the user's message
     * @param allowedParents routing keys of those who may delegate; anybody when empty
     */
    public record Delegation(int maxDepth, List<String> allowedParents) {
        public Delegation {
            allowedParents = allowedParents == null ? List.of() : List.copyOf(allowedParents);
        }
    }

    /** @param semconv by which conventions telemetry is named; null for the newest */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Telemetry(boolean captureContent, Semconv semconv) {
        public Telemetry(boolean captureContent) {
            this(captureContent, null);
        }

        @JsonIgnore
        public boolean isLatest() {
            return semconv != Semconv.LEGACY;
        }

        @JsonIgnore
        public boolean isLegacy() {
            return semconv == Semconv.LEGACY || semconv == Semconv.BOTH;
        }
    }

    /** Versions of the OpenTelemetry conventions for generative AI. */
    public enum Semconv {
        /** The newest that the runtime knows. */
        @JsonProperty("latest")
        LATEST,
        /** Version 1.36, the last before {@code gen_ai.system} became {@code gen_ai.provider.name}. */
        @JsonProperty("legacy")
        LEGACY,
        /** Each measurement by both. */
        @JsonProperty("both")
        BOTH
    }

    /**
     * Prices in US dollars per million tokens, as decimal text.
     *
     * @param model exact name, or a pattern in which {@code *} stands for any characters
     * @param effectiveFrom first day on which the price holds (UTC, {@code YYYY-MM-DD}); null for always
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Price(
            String provider,
            String model,
            String inputPerMillion,
            String outputPerMillion,
            String cacheReadPerMillion,
            String cacheWritePerMillion,
            String effectiveFrom) {}
}
