package dev.vivarium.agent.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;

/**
 * A message to an agent that it answers with one {@link TurnReply}.
 *
 * @param contractVersion version of this contract; {@link AgentConfiguration#CONTRACT_VERSION} when null
 * @param turnId the sender's identifier of the turn; the agent makes one when null
 * @param conversationId what the turn belongs to: turns of one conversation share memory and are handled in order; a conversation of its own when null
 * @param input the message of the user or of the delegating agent
 * @param origin who started the turn; a user when null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TurnRequest(
        String contractVersion, String turnId, String conversationId, String input, TurnOrigin origin) {
    /** Longest {@code turnId} and {@code conversationId}, in characters. */
    public static final int MAX_ID_LENGTH = 255;

    public TurnRequest {
        contractVersion = contractVersion == null ? AgentConfiguration.CONTRACT_VERSION : contractVersion;
        origin = origin == null ? TurnOrigin.USER : origin;
    }

    /** What is wrong with the request, each with its field; empty when an agent can take it. */
    public List<String> problems() {
        var problems = new ArrayList<String>();
        if (!AgentConfiguration.CONTRACT_VERSION.equals(contractVersion)) {
            problems.add(
                    "contractVersion: is not supported, this agent understands " + AgentConfiguration.CONTRACT_VERSION);
        }
        id(problems, "turnId", turnId);
        id(problems, "conversationId", conversationId);
        if (input == null || input.isBlank()) {
            problems.add("input: is missing");
        }
        return problems;
    }

    private static void id(List<String> problems, String field, String value) {
        if (value != null && (value.isBlank() || value.length() > MAX_ID_LENGTH)) {
            problems.add(field + ": must have 1 to " + MAX_ID_LENGTH + " characters");
        }
    }
}
