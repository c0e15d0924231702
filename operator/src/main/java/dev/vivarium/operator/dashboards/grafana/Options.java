package dev.vivarium.operator.dashboards.grafana;

import java.util.List;

/** Settings of a panel that depend on its kind. */
public sealed interface Options {
    /** Of {@code timeseries}. */
    record TimeSeries(Legend legend, Tooltip tooltip) implements Options {
        static TimeSeries of() {
            return new TimeSeries(
                    new Legend("table", "bottom", true, List.of("mean", "max", "lastNotNull")),
                    new Tooltip("multi", "desc"));
        }
    }

    record Legend(String displayMode, String placement, boolean showLegend, List<String> calcs) {}

    record Tooltip(String mode, String sort) {}

    /** Of {@code stat}. */
    record Stat(
            Reduce reduceOptions,
            String graphMode,
            String colorMode,
            String textMode,
            String justifyMode,
            String orientation,
            boolean wideLayout)
            implements Options {
        static Stat of(boolean withCourse) {
            return new Stat(Reduce.LAST, withCourse ? "area" : "none", "value", "auto", "auto", "auto", true);
        }
    }

    /** Of {@code gauge}. */
    record Gauge(Reduce reduceOptions, String orientation, boolean showThresholdLabels, boolean showThresholdMarkers)
            implements Options {
        static Gauge of() {
            return new Gauge(Reduce.LAST, "auto", false, true);
        }
    }

    /** Of {@code bargauge}. */
    record BarGauge(
            Reduce reduceOptions, String displayMode, String orientation, String valueMode, boolean showUnfilled)
            implements Options {
        static BarGauge of() {
            return new BarGauge(Reduce.LAST, "gradient", "horizontal", "color", true);
        }
    }

    /** How a series becomes one value. */
    record Reduce(List<String> calcs, String fields, boolean values) {
        static final Reduce LAST = new Reduce(List.of("lastNotNull"), "", false);
    }

    /** Of {@code table}. */
    record Table(boolean showHeader, String cellHeight, List<SortBy> sortBy, Footer footer) implements Options {
        static Table sortedBy(String column) {
            return new Table(true, "sm", List.of(new SortBy(column, true)), new Footer(false, List.of("sum"), true));
        }
    }

    record SortBy(String displayName, boolean desc) {}

    record Footer(boolean show, List<String> reducer, boolean enablePagination) {}

    /** Of {@code heatmap}. */
    record Heatmap(
            boolean calculate,
            Scheme color,
            HeatmapAxis yAxis,
            CellValues cellValues,
            HeatmapTooltip tooltip,
            HeatmapLegend legend,
            RowsFrame rowsFrame,
            FilterValues filterValues,
            int cellGap)
            implements Options {
        static Heatmap of(Unit axis) {
            return new Heatmap(
                    false,
                    new Scheme("scheme", "Oranges", "exponential", 0.5, 64),
                    new HeatmapAxis("left", axis),
                    new CellValues(Unit.PER_MINUTE),
                    new HeatmapTooltip("single", true),
                    new HeatmapLegend(true),
                    new RowsFrame("auto"),
                    new FilterValues(1e-9),
                    1);
        }
    }

    record Scheme(String mode, String scheme, String scale, double exponent, int steps) {}

    record HeatmapAxis(String axisPlacement, Unit unit) {}

    record CellValues(Unit unit) {}

    record HeatmapTooltip(String mode, boolean yHistogram) {}

    record HeatmapLegend(boolean show) {}

    record RowsFrame(String layout) {}

    /** Cells whose value is at most this are left blank. */
    record FilterValues(double le) {}
}
