package dev.vivarium.agent.runtime.model;

import java.math.BigDecimal;
import java.util.Optional;

/** Knows whether a listener has already heard a piece of the answer, so that another call would tell it twice. */
final class ToldListener implements StreamListener {
    private final StreamListener listener;
    private volatile boolean told;

    ToldListener(StreamListener listener) {
        this.listener = listener;
    }

    boolean isTold() {
        return told;
    }

    @Override
    public void onCall() {
        listener.onCall();
    }

    @Override
    public void onUsed(TokenCounts tokens, Optional<BigDecimal> costUsd) {
        listener.onUsed(tokens, costUsd);
    }

    @Override
    public void onFirstChunk() {
        listener.onFirstChunk();
    }

    @Override
    public void onText(String piece) {
        told = told || listener.hearsText();
        listener.onText(piece);
    }
}
