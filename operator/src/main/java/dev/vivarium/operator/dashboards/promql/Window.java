package dev.vivarium.operator.dashboards.promql;

/**
 * How far a range selector looks back.
 *
 * @param length a Go-style duration, or a variable of Grafana
 * @param atEnd whether it looks back from the end of the time range at every step of a course
 */
public record Window(String length, boolean atEnd) {
    /** For courses over time: Grafana makes it wide enough for the scrape interval and for the zoom. */
    public static final Window RATE = new Window("$__rate_interval", false);
    /** The whole time range that the dashboard shows. */
    public static final Window RANGE = new Window("$__range", false);
    /** The whole time range, seen from its end, for a course over time. */
    public static final Window RANGE_AT_END = new Window("$__range", true);

    String brackets() {
        return "[" + length + "]" + (atEnd ? " @ end()" : "");
    }
}
