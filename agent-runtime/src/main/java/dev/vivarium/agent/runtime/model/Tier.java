package dev.vivarium.agent.runtime.model;

/** How demanding a call of the model is; each tier may have a model of its own. */
public enum Tier {
    LOW,
    BALANCED,
    HIGH;

    /** A message of more tokens is hard. */
    public static final long LONG_MESSAGE = 2_000;
    /** A context of more tokens is hard to keep in view. */
    public static final long LARGE_CONTEXT = 32_000;
    /** A turn that still needs calls after as many is hard. */
    public static final int MANY_CALLS = 4;
    /** A message of more tokens is not easy. */
    public static final long SHORT_MESSAGE = 100;
    /** A context of more tokens is not easy. */
    public static final long SMALL_CONTEXT = 4_000;
    /** A turn that needs more calls is not easy. */
    public static final int FEW_CALLS = 2;

    /**
     * The tier of one call. HIGH when the message, the context or the number of calls is large, LOW when all three are small, BALANCED otherwise.
     *
     * @param messageTokens estimated size of the message that began the turn
     * @param contextTokens estimated size of everything that the model is given, the message included
     * @param call number of the call in its turn, from 1
     */
    public static Tier of(long messageTokens, long contextTokens, int call) {
        if (messageTokens > LONG_MESSAGE || contextTokens > LARGE_CONTEXT || call > MANY_CALLS) {
            return HIGH;
        }
        return messageTokens <= SHORT_MESSAGE && contextTokens <= SMALL_CONTEXT && call <= FEW_CALLS ? LOW : BALANCED;
    }
}
