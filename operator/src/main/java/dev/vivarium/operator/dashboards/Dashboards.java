package dev.vivarium.operator.dashboards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vivarium.operator.dashboards.grafana.Dashboard;
import dev.vivarium.operator.dashboards.grafana.Panel;
import dev.vivarium.operator.dashboards.grafana.Variable;
import dev.vivarium.operator.links.DashboardKey;
import dev.vivarium.operator.links.DashboardUid;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The dashboards of a stack, as pure functions of what the stack serves. */
public final class Dashboards {
    private static final String TAG = "vivarium";

    private Dashboards() {}

    /** The dashboards in Grafana's JSON by file name. The same input gives the same text, byte for byte. */
    public static SortedMap<String, String> render(DashboardInput input) {
        var files = new TreeMap<String, String>();
        all(input).forEach((key, dashboard) -> files.put(key.fileName(), json(dashboard)));
        return files;
    }

    /**
     * Every query of every panel for all agents and models, with Grafana's variables replaced.
     *
     * @param window what the queries look back, at least a millisecond
     */
    public static List<PanelExpression> expressions(DashboardInput input, Duration window) {
        var macros = Macros.everything(window);
        return all(input).entrySet().stream()
                .flatMap(dashboard -> dashboard.getValue().panels().stream()
                        .filter(panel -> !panel.isRow())
                        .flatMap(panel -> panel.targets().stream()
                                .map(target -> new PanelExpression(
                                        dashboard.getKey(),
                                        panel.id(),
                                        panel.title(),
                                        target.refId(),
                                        macros.expand(target.expr())))))
                .toList();
    }

    static Map<DashboardKey, Dashboard> all(DashboardInput input) {
        var limits = new Limits(input.defaults());
        var drill = new Drill(input.stack());
        var all = new EnumMap<DashboardKey, Dashboard>(DashboardKey.class);
        for (var key : DashboardKey.values()) {
            all.put(key, dashboard(input, key, limits, drill));
        }
        return all;
    }

    private static Dashboard dashboard(DashboardInput input, DashboardKey key, Limits limits, Drill drill) {
        return switch (key) {
            case LLM_ECONOMICS ->
                dashboard(
                        input,
                        key,
                        "What agents cost, and what for. Costs are by the price table of the stack.",
                        Variables.agentsAndModels(input.stack()),
                        LlmEconomics.panels(limits, drill));
            case LLM_USAGE ->
                dashboard(
                        input,
                        key,
                        "How agents use models: how often, how fast, how much, how well.",
                        Variables.agentsAndModels(input.stack()),
                        LlmUsage.panels(limits, drill));
            case MESSAGING ->
                dashboard(
                        input,
                        key,
                        "What goes over the message bus: how much, how long it waits, how much waits now.",
                        Variables.agents(input.stack()),
                        Messaging.panels(limits, drill));
            case AGENT ->
                dashboard(
                        input,
                        key,
                        "Everything about one agent. Alerts link to the panels of What alerts watch.",
                        Variables.oneAgent(input.stack()),
                        AgentDetail.panels());
            case ECOSYSTEM ->
                dashboard(
                        input,
                        key,
                        "How agents, their sub-agents and the tools of MCP servers work together, and what each costs.",
                        Variables.agents(input.stack()),
                        Ecosystem.panels(drill));
            case MCP_SERVERS ->
                dashboard(
                        input,
                        key,
                        "How agents use MCP servers, seen from the agents.",
                        Variables.agents(input.stack()),
                        McpServers.panels(limits, drill));
        };
    }

    private static Dashboard dashboard(
            DashboardInput input, DashboardKey key, String description, List<Variable> variables, List<Panel> panels) {
        return Dashboard.of(
                DashboardUid.of(input.stack(), key),
                key.title() + " (" + input.stack() + ")",
                description,
                List.of(TAG, DashboardUid.tag(input.stack())),
                "now-6h",
                variables,
                panels);
    }

    static String json(Dashboard dashboard) {
        try {
            return writer().writeValueAsString(dashboard) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("dashboard " + dashboard.title() + " does not become JSON", e);
        }
    }

    private static ObjectWriter writer() {
        var indent = new DefaultIndenter("  ", "\n");
        return JsonMapper.builder()
                .build()
                .writer(new DefaultPrettyPrinter().withObjectIndenter(indent).withArrayIndenter(indent));
    }
}
