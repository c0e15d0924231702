package dev.vivarium.operator.dashboards.grafana;

import java.util.List;
import java.util.Map;

/** A dashboard in Grafana's classic JSON. */
public record Dashboard(
        String uid,
        String title,
        String description,
        List<String> tags,
        int schemaVersion,
        int version,
        boolean editable,
        int graphTooltip,
        String refresh,
        TimeRange time,
        String timezone,
        List<DashboardLink> links,
        Map<String, List<Variable>> templating,
        Map<String, List<Object>> annotations,
        List<Panel> panels) {
    /** The version of the JSON that Grafana 12 writes; later ones read it. */
    public static final int SCHEMA_VERSION = 42;

    private static final int SHARED_CROSSHAIR = 1;

    public record TimeRange(String from, String to) {}

    /** Links to the dashboards that carry all of the tags. */
    public record DashboardLink(
            String title,
            String type,
            List<String> tags,
            boolean asDropdown,
            boolean includeVars,
            boolean keepTime,
            boolean targetBlank,
            String icon,
            String tooltip,
            String url) {}

    /**
     * A dashboard whose links lead to those with the same tags.
     *
     * @param from beginning of the time range when it opens first, such as {@code now-6h}
     */
    public static Dashboard of(
            String uid,
            String title,
            String description,
            List<String> tags,
            String from,
            List<Variable> variables,
            List<Panel> panels) {
        var links = new DashboardLink(
                "Vivarium", "dashboards", List.copyOf(tags), false, true, true, false, "external link", "", "");
        return new Dashboard(
                uid,
                title,
                description,
                List.copyOf(tags),
                SCHEMA_VERSION,
                1,
                false,
                SHARED_CROSSHAIR,
                "30s",
                new TimeRange(from, "now"),
                "browser",
                List.of(links),
                Map.of("list", List.copyOf(variables)),
                Map.of("list", List.of()),
                List.copyOf(panels));
    }

    public List<Variable> variables() {
        return templating.get("list");
    }
}
