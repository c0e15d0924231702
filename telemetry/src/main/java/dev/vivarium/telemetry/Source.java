package dev.vivarium.telemetry;

/** Who emits a metric. */
public enum Source {
    /** The agent runtime, over OTLP. */
    RUNTIME("agent runtime"),
    /** The proxy in front of an MCP server, or a server that is instrumented itself. */
    MCP_SERVER("MCP server or its proxy"),
    /** A recording rule over what the broker's own exporter says. */
    BROKER("broker, by a recording rule"),
    /** A recording rule over what the runtime emits and what specs say. */
    RULES("recording rules of the stack");

    private final String title;

    Source(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
