package dev.vivarium.agent.runtime.model;

/** Hears a model's answer while it comes in. Never called after the call has returned. */
public interface StreamListener {
    StreamListener NONE = new StreamListener() {};

    /** A call of a provider's API begins; more than one when it is made again or another model takes its place. */
    default void onCall() {}

    /** Whether anybody gets the pieces of text; an answer of which nobody heard a piece can be asked for again. */
    default boolean hearsText() {
        return true;
    }

    /** The first piece of the answer is there, of whatever kind. */
    default void onFirstChunk() {}

    /** A piece of the answer's text, in order. */
    default void onText(String piece) {}
}
