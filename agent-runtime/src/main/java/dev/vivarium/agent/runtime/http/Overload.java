package dev.vivarium.agent.runtime.http;

/** What is said to clients whose turns find no place. */
final class Overload {
    static final String RETRY_AFTER_SECONDS = "1";
    static final String ALL_TAKEN = "The agent already handles as many turns as limits.maxConcurrentTurns allows.";

    private Overload() {}
}
