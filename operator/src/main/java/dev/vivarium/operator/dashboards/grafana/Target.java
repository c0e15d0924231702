package dev.vivarium.operator.dashboards.grafana;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A query of a panel.
 *
 * @param refId letter that tells the queries of one panel apart
 * @param legendFormat name of each series, with labels in double braces
 * @param instant whether only the end of the time range is asked for
 * @param range whether the course over the time range is asked for
 * @param format {@code time_series}, {@code table} or {@code heatmap}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Target(
        DataSourceRef datasource,
        String refId,
        String expr,
        String legendFormat,
        boolean instant,
        boolean range,
        String format,
        String editorMode) {

    /** A course over time. */
    public static Target series(String refId, String expr, String legend) {
        return new Target(DataSourceRef.CHOSEN, refId, expr, legend, false, true, "time_series", "code");
    }

    /** The value at the end of the time range. */
    public static Target value(String refId, String expr, String legend) {
        return new Target(DataSourceRef.CHOSEN, refId, expr, legend, true, false, "time_series", "code");
    }

    /** The values at the end of the time range, a row for each series and a column for each label. */
    public static Target rows(String refId, String expr) {
        return new Target(DataSourceRef.CHOSEN, refId, expr, null, true, false, "table", "code");
    }

    /** Buckets over time. */
    public static Target buckets(String refId, String expr) {
        return new Target(DataSourceRef.CHOSEN, refId, expr, "{{le}}", false, true, "heatmap", "code");
    }
}
