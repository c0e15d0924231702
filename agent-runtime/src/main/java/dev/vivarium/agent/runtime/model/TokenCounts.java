package dev.vivarium.agent.runtime.model;

/**
 * Tokens of one call of a model, none negative.
 *
 * @param input all input tokens, those read from and written to the provider's cache included
 * @param output all output tokens, reasoning included
 * @param cacheRead input tokens that the provider read from its cache
 * @param cacheWrite input tokens that the provider wrote to its cache
 * @param reasoning output tokens spent on reasoning
 */
public record TokenCounts(long input, long output, long cacheRead, long cacheWrite, long reasoning) {
    public static final TokenCounts NONE = new TokenCounts(0, 0, 0, 0, 0);

    /** Counts of a provider are taken as they are, but never less than zero, and a part never larger than the whole. */
    public TokenCounts {
        input = Math.max(0, input);
        output = Math.max(0, output);
        cacheRead = Math.clamp(cacheRead, 0, input);
        cacheWrite = Math.clamp(cacheWrite, 0, input - cacheRead);
        reasoning = Math.clamp(reasoning, 0, output);
    }

    /** Input tokens that went neither into nor came from the cache. */
    public long uncachedInput() {
        return input - cacheRead - cacheWrite;
    }

    public TokenCounts plus(TokenCounts other) {
        return new TokenCounts(
                input + other.input,
                output + other.output,
                cacheRead + other.cacheRead,
                cacheWrite + other.cacheWrite,
                reasoning + other.reasoning);
    }
}
