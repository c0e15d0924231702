package dev.vivarium.operator.alerting;

/** How people read the values of an alert. */
enum ThresholdUnit {
    USD_PER_HOUR("US dollars an hour", "printf \"%.2f\"", " USD/h"),
    TOKENS_PER_MINUTE("tokens a minute", "humanize", " tokens/min"),
    DURATION("Go-style duration", "humanizeDuration", ""),
    RATIO("ratio from 0 to 1", "humanizePercentage", ""),
    CALLS_PER_TURN("calls a turn", "printf \"%.1f\"", " calls/turn"),
    MESSAGES("messages", "humanize", " messages"),
    NONE("none", "humanize", "");

    private final String title;
    private final String format;
    private final String suffix;

    ThresholdUnit(String title, String format, String suffix) {
        this.title = title;
        this.format = format;
        this.suffix = suffix;
    }

    String title() {
        return title;
    }

    /** A template action that writes the value of the pipeline with its unit. */
    String template(String pipeline) {
        return "{{ " + pipeline + " | " + format + " }}" + suffix;
    }
}
