package dev.vivarium.agent.runtime.turn;

import org.jboss.logging.Logger;

/** Keeps what goes wrong in a listener from the turn: a client that went away is no reason to fail. */
final class QuietListener implements TurnListener {
    private static final Logger LOG = Logger.getLogger(QuietListener.class);

    private final TurnListener listener;

    QuietListener(TurnListener listener) {
        this.listener = listener;
    }

    @Override
    public boolean hearsText() {
        return listener.hearsText();
    }

    @Override
    public void onText(String piece) {
        quietly(() -> listener.onText(piece));
    }

    @Override
    public void onToolStarted(String tool) {
        quietly(() -> listener.onToolStarted(tool));
    }

    @Override
    public void onToolEnded(String tool, boolean failed) {
        quietly(() -> listener.onToolEnded(tool, failed));
    }

    private static void quietly(Runnable notification) {
        try {
            notification.run();
        } catch (RuntimeException e) {
            LOG.debug("A listener of a turn failed", e);
        }
    }
}
