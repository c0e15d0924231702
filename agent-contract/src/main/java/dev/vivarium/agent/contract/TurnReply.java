package dev.vivarium.agent.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Objects;

/**
 * The one answer to a {@link TurnRequest}: an output, or an error.
 *
 * @param finishReason why the output ends; null with an error, and when the agent does not say
 * @param usage what this turn used in this agent, without what sub-agents used for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TurnReply(
        String contractVersion,
        String turnId,
        String conversationId,
        String output,
        TurnFinish finishReason,
        TurnError error,
        Usage usage) {
    public TurnReply {
        contractVersion = contractVersion == null ? AgentConfiguration.CONTRACT_VERSION : contractVersion;
        Objects.requireNonNull(turnId, "turnId");
        if ((output == null) == (error == null)) {
            throw new IllegalArgumentException("a reply has either an output or an error");
        }
    }

    /** With an output that is whole. */
    public static TurnReply of(String turnId, String conversationId, String output, Usage usage) {
        return of(turnId, conversationId, output, TurnFinish.STOP, usage);
    }

    public static TurnReply of(
            String turnId, String conversationId, String output, TurnFinish finishReason, Usage usage) {
        return new TurnReply(null, turnId, conversationId, output, finishReason, null, usage);
    }

    public static TurnReply failed(String turnId, String conversationId, TurnError error, Usage usage) {
        return new TurnReply(null, turnId, conversationId, null, null, error, usage);
    }

    /**
     * Why a turn failed.
     *
     * @param type a member of a closed set, see {@link TurnErrorType}
     * @param message a sentence for people
     */
    public record TurnError(TurnErrorType type, String message) {}

    /**
     * @param costUsd decimal text in US dollars, null when a model that was called has no price
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Usage(int llmCalls, int toolCalls, long inputTokens, long outputTokens, String costUsd) {
        public static final Usage NONE = new Usage(0, 0, 0, 0, null);
    }
}
