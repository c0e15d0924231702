package dev.vivarium.demo.load;

/** The way by which a turn reaches the agent. */
public enum Channel {
    BUS,
    HTTP,
    /** HTTP with the answer as a stream of server-sent events. */
    SSE
}
