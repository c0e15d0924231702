package dev.vivarium.agent.runtime.model;

/** Hears a model's answer while it comes in. Never called after the call has returned. */
public interface StreamListener {
    StreamListener NONE = new StreamListener() {};

    /** The first piece of the answer is there, of whatever kind. */
    default void onFirstChunk() {}

    /** A piece of the answer's text, in order. */
    default void onText(String piece) {}
}
