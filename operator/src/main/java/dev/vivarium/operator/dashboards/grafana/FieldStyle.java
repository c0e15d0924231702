package dev.vivarium.operator.dashboards.grafana;

import com.fasterxml.jackson.annotation.JsonInclude;

/** What is drawn of a value, by the kind of panel. */
public sealed interface FieldStyle {
    /**
     * Lines of a time series.
     *
     * @param axisSoftMin least value of the axis unless the data is below
     * @param axisSoftMax greatest value of the axis unless the data is above; null for what the data gives
     * @param fillOpacity percent
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Lines(
            String drawStyle,
            String lineInterpolation,
            int lineWidth,
            int fillOpacity,
            String showPoints,
            boolean spanNulls,
            Double axisSoftMin,
            Double axisSoftMax,
            String axisLabel,
            Stacking stacking,
            ThresholdsStyle thresholdsStyle)
            implements FieldStyle {
        /** Lines above each other, each from zero. */
        static Lines of(String axisLabel, Double axisSoftMax, boolean stacked, boolean thresholdLine) {
            return new Lines(
                    "line",
                    "linear",
                    1,
                    stacked ? 30 : 8,
                    "auto",
                    false,
                    0.0,
                    axisSoftMax,
                    axisLabel,
                    new Stacking(stacked ? "normal" : "none", "A"),
                    new ThresholdsStyle(thresholdLine ? "dashed" : "off"));
        }
    }

    record Stacking(String mode, String group) {}

    /** {@code off}, {@code line} or {@code dashed}. */
    record ThresholdsStyle(String mode) {}

    /**
     * Cells of a table.
     *
     * @param minWidth pixels that a column has at least; where they do not fit, the table scrolls sideways
     */
    record Cells(String align, CellOptions cellOptions, boolean filterable, boolean inspect, int minWidth)
            implements FieldStyle {
        /** Ten of these fit beside each other where a page is 1,300 pixels wide. */
        private static final int MIN_WIDTH = 100;

        static Cells plain() {
            return new Cells("auto", new CellOptions("auto"), true, false, MIN_WIDTH);
        }
    }

    /** {@code auto} or {@code color-text}. */
    record CellOptions(String type) {}
}
