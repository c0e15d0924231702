package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnFinish;
import dev.vivarium.agent.contract.TurnReply;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The answer to a request for a chat completion, in OpenAI's format.
 *
 * @param id {@code chatcmpl-} and the id of the turn
 * @param created in seconds since 1970
 */
@Schema(name = "ChatCompletion")
record ChatCompletion(String id, String object, long created, String model, List<Choice> choices, Usage usage) {
    @Schema(name = "ChatChoice")
    record Choice(
            int index,
            Answer message,
            @JsonProperty("finish_reason") String finishReason) {}

    /**
     * @param content null when it was refused
     * @param refusal why there is no content; null when there is
     */
    @Schema(name = "ChatAnswer")
    record Answer(String role, String content, String refusal) {}

    /** Tokens of all calls of the model in the turn, without what sub-agents used. */
    @Schema(name = "ChatUsage")
    record Usage(
            @JsonProperty("prompt_tokens") long promptTokens,
            @JsonProperty("completion_tokens") long completionTokens,
            @JsonProperty("total_tokens") long totalTokens) {
        static Usage of(TurnReply reply) {
            var input = reply.usage().inputTokens();
            var output = reply.usage().outputTokens();
            return new Usage(input, output, input + output);
        }
    }

    /** One piece of a streamed answer. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Chunk(String id, String object, long created, String model, List<Piece> choices, Usage usage) {}

    /** A finish reason of null is written: clients tell the last piece by it. */
    record Piece(
            int index,
            @JsonInclude(JsonInclude.Include.NON_NULL) Delta delta,
            @JsonProperty("finish_reason") String finishReason) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Delta(String role, String content, String refusal) {
        static Delta empty() {
            return new Delta(null, null, null);
        }
    }

    static String id(String turnId) {
        return "chatcmpl-" + turnId;
    }

    /** Whether a turn ended with an answer, also with one that the provider's filter took away: the format has a finish reason for it and no error. */
    static boolean isAnswer(TurnReply reply) {
        return reply.error() == null || reply.error().type() == TurnErrorType.CONTENT_FILTERED;
    }

    /** Why an answer ends, see {@link #isAnswer}. */
    static String finishReason(TurnReply reply) {
        if (reply.error() != null) {
            return "content_filter";
        }
        return reply.finishReason() == null
                ? TurnFinish.STOP.value()
                : reply.finishReason().value();
    }

    /** Why there is no content; null when there is. */
    static String refusal(TurnReply reply) {
        return reply.error() == null ? null : reply.error().message();
    }

    /** @param reply with an answer, see {@link #isAnswer} */
    static ChatCompletion of(TurnReply reply, String model, long created) {
        var choice = new Choice(0, new Answer("assistant", reply.output(), refusal(reply)), finishReason(reply));
        return new ChatCompletion(
                id(reply.turnId()), "chat.completion", created, model, List.of(choice), Usage.of(reply));
    }
}
