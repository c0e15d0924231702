package dev.vivarium.agent.runtime.turn;

/** Hears what happens during a turn, for whoever streams it to a client. Calls come from the turn's own threads and must return soon. */
public interface TurnListener {
    TurnListener NONE = new TurnListener() {
        @Override
        public boolean hearsText() {
            return false;
        }
    };

    /** Whether pieces of text reach anybody; while they do not, the model can be asked for an answer again. */
    default boolean hearsText() {
        return true;
    }

    /** A piece of the model's text, in order. Text before a tool call is included. */
    default void onText(String piece) {}

    /** A tool call begins. */
    default void onToolStarted(String tool) {}

    /** A tool call has ended, with a result or an error. */
    default void onToolEnded(String tool, boolean failed) {}
}
