package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
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

    @Schema(name = "ChatAnswer")
    record Answer(String role, String content) {}

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
    record Delta(String role, String content) {}

    static String id(String turnId) {
        return "chatcmpl-" + turnId;
    }

    static ChatCompletion of(TurnReply reply, String model, long created) {
        var choice = new Choice(0, new Answer("assistant", reply.output()), "stop");
        return new ChatCompletion(
                id(reply.turnId()), "chat.completion", created, model, List.of(choice), Usage.of(reply));
    }
}
