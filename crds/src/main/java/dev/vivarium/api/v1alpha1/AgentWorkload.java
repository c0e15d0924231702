package dev.vivarium.api.v1alpha1;

import io.fabric8.kubernetes.api.model.EnvVar;
import java.util.List;
import java.util.Map;

/** What an Agent and a SubAgent have in common: a model that is given instructions and tools, run as pods. */
public sealed interface AgentWorkload permits AgentSpec, SubAgentSpec {
    String image();

    Integer replicas();

    Boolean suspended();

    ModelSpec model();

    Instructions instructions();

    List<SubAgentReference> subAgents();

    List<McpServerReference> mcpServers();

    TransportSpec transport();

    LimitsSpec limits();

    TelemetrySpec telemetry();

    AlertsSpec alerts();

    List<EnvVar> env();

    Resources resources();

    Map<String, Object> podTemplate();
}
