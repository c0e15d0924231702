package dev.vivarium.agent.runtime.model.simulated;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.vivarium.agent.runtime.model.ContextSize;
import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.ModelCall;
import dev.vivarium.agent.runtime.model.ModelClient;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.ModelException;
import dev.vivarium.agent.runtime.model.ModelReply;
import dev.vivarium.agent.runtime.model.StreamListener;
import dev.vivarium.agent.runtime.model.TokenCounts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.zip.CRC32;

/**
 * A provider that needs no key and no network. The same context always gets the same answer, the same token counts and the same delay; nothing is random and
 * nothing is counted across calls but in the {@link ServedLedger}.
 *
 * <p>What it answers is described at {@link Intents} (tool calls) and {@link Prose} (text). Tokens: four characters make one. The input is the whole context
 * with the tools; of it, what the previous call of the same turn or conversation already had is read from the cache; nothing is written to it. For every third
 * context, by its hash, half as many reasoning tokens again are added to the output. A call takes 0.2 to 1.2 seconds, more for longer answers; the first chunk
 * comes after 0.08 to 0.2 seconds.
 */
public final class SimulatedModel implements ModelClient {
    private static final int CHUNKS = 8;
    private static final int EVERY_THIRD = 3;

    private final String name;
    private final double timeScale;
    private final ServedLedger ledger;

    /**
     * @param name model name; any
     * @param timeScale factor on every delay, 0 or more; 0 answers at once
     */
    public SimulatedModel(String name, double timeScale, ServedLedger ledger) {
        this.name = name;
        this.timeScale = timeScale;
        this.ledger = ledger;
    }

    @Override
    public ModelReply call(ModelCall call, StreamListener listener) throws ModelException {
        var hash = hash(call.messages());
        var calls = Intents.toolCalls(call.messages(), call.tools(), hash);
        var answer = calls.isEmpty()
                ? AiMessage.from(Prose.answer(call.messages(), hash))
                : AiMessage.builder().toolExecutionRequests(calls).build();
        var tokens = tokens(call, answer, hash);
        deliver(answer, call.timeout(), firstChunk(hash), total(hash, tokens.output()), listener);
        ledger.served(name, tokens);
        return new ModelReply(
                answer,
                name,
                "sim-%08x".formatted(hash),
                calls.isEmpty() ? FinishReason.STOP : FinishReason.TOOL_CALL,
                tokens);
    }

    private static TokenCounts tokens(ModelCall call, AiMessage answer, long hash) {
        var input = ContextSize.tokens(ContextSize.characters(call.messages(), call.tools()));
        var visible = Math.max(1, ContextSize.tokens(ContextSize.characters(answer)));
        var reasoning = hash % EVERY_THIRD == 0 ? Math.max(1, visible / 2) : 0;
        return new TokenCounts(input, visible + reasoning, cached(call), 0, reasoning);
    }

    /** The previous call had every message before the last answer of the model; without such an answer there was none. */
    private static long cached(ModelCall call) {
        var messages = call.messages();
        for (var i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i) instanceof AiMessage) {
                return ContextSize.tokens(ContextSize.characters(messages.subList(0, i), call.tools()));
            }
        }
        return 0;
    }

    private void deliver(
            AiMessage answer, Duration timeout, long firstMillis, long totalMillis, StreamListener listener)
            throws ModelException {
        if (totalMillis > timeout.toMillis()) {
            pause(timeout.toMillis());
            throw new ModelException(ModelErrorType.TIMEOUT, "the simulated provider did not answer in time");
        }
        pause(firstMillis);
        listener.onFirstChunk();
        var text = answer.text() == null ? "" : answer.text();
        var size = Math.max(1, (text.length() + CHUNKS - 1) / CHUNKS);
        var rest = totalMillis - firstMillis;
        for (var i = 0; i < CHUNKS; i++) {
            var from = Math.min(text.length(), i * size);
            var to = Math.min(text.length(), from + size);
            if (to > from) {
                listener.onText(text.substring(from, to));
            }
            pause(rest * (i + 1) / CHUNKS - rest * i / CHUNKS);
        }
    }

    private long firstChunk(long hash) {
        return scaled(80 + hash % 121);
    }

    private long total(long hash, long outputTokens) {
        return scaled(Math.min(1200, 200 + 3 * outputTokens + hash / 121 % 201));
    }

    private long scaled(long millis) {
        return Math.round(millis * timeScale);
    }

    private static void pause(long millis) throws ModelException {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ModelException(ModelErrorType.CANCELLED, "the call was given up", e);
        }
    }

    /** A number from 0 to 2^32 - 1 that depends on every message. */
    private static long hash(List<ChatMessage> messages) {
        var crc = new CRC32();
        for (var message : messages) {
            crc.update(message.type().ordinal());
            crc.update(ContextSize.text(message).getBytes(StandardCharsets.UTF_8));
            if (message instanceof AiMessage answer) {
                for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
                    crc.update(String.valueOf(call.arguments()).getBytes(StandardCharsets.UTF_8));
                }
            }
        }
        return crc.getValue();
    }
}
