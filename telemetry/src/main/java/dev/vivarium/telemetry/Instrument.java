package dev.vivarium.telemetry;

/** The kinds of OpenTelemetry instruments that the catalogue uses. */
public enum Instrument {
    COUNTER("counter"),
    DOUBLE_COUNTER("counter (decimal)"),
    UP_DOWN_COUNTER("up-down counter"),
    GAUGE("gauge"),
    HISTOGRAM("histogram");

    private final String title;

    Instrument(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }

    /** Whether the value only grows, so that Prometheus names it {@code _total}. */
    public boolean isMonotonic() {
        return this == COUNTER || this == DOUBLE_COUNTER;
    }
}
