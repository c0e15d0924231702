package dev.vivarium.agent.runtime.model.provider;

import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.TokenCounts;

/**
 * What the events of one answer say beside its content, from the first on: so it is known also of an answer that breaks off. Written by the thread that reads the
 * answer and read by the one that waits for it.
 */
final class AnswerNotes {
    private final ProviderApi api;
    private volatile TokenCounts tokens;
    private volatile FinishReason finishReason;

    AnswerNotes(ProviderApi api) {
        this.api = api;
    }

    /**
     * @param data of the next event; what is no JSON object, such as the mark of the end, is the client library's to judge
     * @throws ReportedErrorException when it says that the provider fails
     * @throws MalformedAnswerException when it cannot be read
     */
    void read(String data) {
        if (data == null || !data.startsWith("{")) {
            return;
        }
        var event = Events.read(data);
        api.failure(event).ifPresent(failure -> {
            throw failure;
        });
        var used = api.used(event, tokens == null ? TokenCounts.NONE : tokens);
        // Servers that do not count say nothing, or 0.
        tokens = TokenCounts.NONE.equals(used) ? null : used;
        api.finishReason(event).ifPresent(reason -> finishReason = reason);
    }

    /** What the call has used so far; null when nothing is known. */
    TokenCounts tokens() {
        return tokens;
    }

    /** Why the model stopped, where the client library would say something else; null when it is right. */
    FinishReason finishReason() {
        return finishReason;
    }
}
