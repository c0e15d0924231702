package dev.vivarium.api.v1alpha1;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;

/** What an Agent and a SubAgent have in common: a model that is given instructions and tools, run as pods. */
public sealed interface AgentWorkload permits AgentSpec, SubAgentSpec {
    String image();

    Integer replicas();

    Boolean suspended();

    ModelSpec model();

    TiersSpec tiers();

    /** Every model that the agent may call by its field below {@code spec}, {@code model} first. */
    default SequencedMap<String, ModelSettings> models() {
        var models = new LinkedHashMap<String, ModelSettings>();
        models.put("model", model());
        for (var i = 0; i < model().fallbacks().size(); i++) {
            models.put("model.fallbacks[" + i + "]", model().fallbacks().get(i));
        }
        models.put("tiers.low", tiers().low());
        models.put("tiers.balanced", tiers().balanced());
        models.put("tiers.high", tiers().high());
        models.values().removeIf(Objects::isNull);
        return models;
    }

    Instructions instructions();

    List<SubAgentReference> subAgents();

    List<McpServerReference> mcpServers();

    TransportSpec transport();

    LimitsSpec limits();

    TelemetrySpec telemetry();

    AlertsSpec alerts();

    /** Null when there is none. */
    BudgetSpec budget();

    List<EnvVar> env();

    Resources resources();

    Map<String, Object> podTemplate();
}
