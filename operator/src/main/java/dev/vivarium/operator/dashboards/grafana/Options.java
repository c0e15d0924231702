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
            boolean wideLayout,
            boolean showPercentChange,
            String percentChangeColorMode)
            implements Options {
        /** The number above its course: beside it, in a panel as wide as ours, Grafana writes it small and draws the course over it. */
        static Stat of(boolean withCourse) {
            return new Stat(
                    Reduce.LAST,
                    withCourse ? "area" : "none",
                    "value",
                    "auto",
                    "auto",
                    "auto",
                    false,
                    false,
                    "standard");
        }
    }

    /** Of {@code bargauge}. */
    record BarGauge(
            Reduce reduceOptions,
            String displayMode,
            String orientation,
            String valueMode,
            String namePlacement,
            boolean showUnfilled,
            String sizing,
            int minVizWidth,
            int minVizHeight,
            int maxVizHeight,
            Legend legend)
            implements Options {
        static BarGauge of() {
            return new BarGauge(
                    Reduce.LAST,
                    "gradient",
                    "horizontal",
                    "color",
                    "auto",
                    true,
                    "auto",
                    8,
                    16,
                    300,
                    new Legend("list", "bottom", false, List.of()));
        }
    }

    /** How a series becomes one value. */
    record Reduce(List<String> calcs, String fields, boolean values) {
        static final Reduce LAST = new Reduce(List.of("lastNotNull"), "", false);
    }

    /** Of {@code table}. */
    record Table(int frameIndex, boolean showHeader, String cellHeight, boolean enablePagination, List<SortBy> sortBy)
            implements Options {
        static Table sortedBy(String column) {
            return new Table(0, true, "sm", true, List.of(new SortBy(column, true)));
        }
    }

    record SortBy(String displayName, boolean desc) {}

    /** Of {@code heatmap}. */
    record Heatmap(
            boolean calculate,
            Scheme color,
            HeatmapAxis yAxis,
            CellValues cellValues,
            String showValue,
            Exemplars exemplars,
            HeatmapTooltip tooltip,
            HeatmapLegend legend,
            RowsFrame rowsFrame,
            FilterValues filterValues,
            int cellGap)
            implements Options {
        static Heatmap of(Unit axis) {
            return new Heatmap(
                    false,
                    new Scheme("scheme", "Oranges", "dark-orange", false, "exponential", 0.5, 64),
                    new HeatmapAxis("left", axis),
                    new CellValues(Unit.PER_MINUTE),
                    "never",
                    new Exemplars("rgba(255,0,255,0.7)"),
                    new HeatmapTooltip("single", true),
                    new HeatmapLegend(true),
                    new RowsFrame("auto"),
                    new FilterValues(1e-9),
                    1);
        }
    }

    record Scheme(String mode, String scheme, String fill, boolean reverse, String scale, double exponent, int steps) {}

    record HeatmapAxis(String axisPlacement, Unit unit) {}

    record CellValues(Unit unit) {}

    record Exemplars(String color) {}

    record HeatmapTooltip(String mode, boolean yHistogram) {}

    record HeatmapLegend(boolean show) {}

    record RowsFrame(String layout) {}

    /** Cells whose value is at most this are left blank. */
    record FilterValues(double le) {}
}
