package dev.vivarium.operator.dashboards.grafana;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A choice at the top of a dashboard.
 *
 * @param query what the choices come from
 * @param allValue what stands in the queries for all
 * @param refresh when the choices are asked for anew: 1 when the dashboard opens, 2 when the time range changes
 * @param hide 0 to show it
 * @param sort 1 for alphabetical
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Variable(
        String name,
        String label,
        String description,
        String type,
        DataSourceRef datasource,
        Object query,
        String regex,
        Boolean includeAll,
        String allValue,
        Boolean multi,
        int refresh,
        Integer sort,
        int hide,
        Current current) {
    private static final String ALL = "$__all";
    /** The query is its text, not a form to fill in. */
    private static final int CLASSIC = 5;

    /** What is chosen when the dashboard opens first. */
    public record Current(Object text, Object value) {}

    /** A query of the Prometheus data source for the values of a label. */
    public record LabelQuery(int qryType, String query, String refId) {}

    /**
     * Which Prometheus.
     *
     * @param name name of the one that is chosen at first; where Grafana does not have it, Grafana chooses another
     */
    public static Variable dataSource(String name, String uid) {
        return new Variable(
                "datasource",
                "Data source",
                "The Prometheus of the stack.",
                "datasource",
                null,
                "prometheus",
                "",
                false,
                null,
                false,
                1,
                null,
                0,
                new Current(name, uid));
    }

    /** Any number of values of a label, and all of them at first. */
    public static Variable several(
            String name, String label, String description, String series, String prometheusLabel) {
        return ofLabel(name, label, description, series, prometheusLabel, true);
    }

    /** Exactly one value of a label. */
    public static Variable one(String name, String label, String description, String series, String prometheusLabel) {
        return ofLabel(name, label, description, series, prometheusLabel, false);
    }

    private static Variable ofLabel(
            String name, String label, String description, String series, String prometheusLabel, boolean several) {
        var query = "label_values(%s, %s)".formatted(series, prometheusLabel);
        return new Variable(
                name,
                label,
                description,
                "query",
                DataSourceRef.CHOSEN,
                new LabelQuery(CLASSIC, query, "Variable-" + name),
                "",
                several,
                several ? ".*" : null,
                several,
                2,
                1,
                0,
                several ? new Current(List.of("All"), List.of(ALL)) : null);
    }
}
