package dev.vivarium.agent.runtime.model;

import java.math.BigDecimal;
import java.util.Optional;

/** Hears a model's answer while it comes in. Never called after the call has returned. */
public interface StreamListener {
    StreamListener NONE = new StreamListener() {};

    /** A call of a provider's API begins; more than one when it is made again or another model takes its place. */
    default void onCall() {}

    /**
     * What a call of a provider's API used, as far as the provider says it; once for each call of which anything is known, also when it failed.
     *
     * @param costUsd empty when it is not known: the model has no price, or the provider did not say what the call used
     */
    default void onUsed(TokenCounts tokens, Optional<BigDecimal> costUsd) {}

    /** Whether anybody gets the pieces of text; an answer of which nobody heard a piece can be asked for again. */
    default boolean hearsText() {
        return true;
    }

    /** The first piece of the answer is there, of whatever kind. */
    default void onFirstChunk() {}

    /** A piece of the answer's text, in order. */
    default void onText(String piece) {}
}
