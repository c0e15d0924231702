package dev.vivarium.agent.contract;

/**
 * A message to an agent that it answers with one {@link TurnReply}.
 *
 * @param contractVersion version of this contract; {@link AgentConfiguration#CONTRACT_VERSION} when null
 * @param turnId the sender's identifier of the turn; the agent makes one when null
 * @param conversationId what the turn belongs to: turns of one conversation share memory and are handled in order; a conversation of its own when null
 * @param input the message of the user or of the delegating agent
 * @param origin who started the turn; a user when null
 */
public record TurnRequest(
        String contractVersion, String turnId, String conversationId, String input, TurnOrigin origin) {
    public TurnRequest {
        contractVersion = contractVersion == null ? AgentConfiguration.CONTRACT_VERSION : contractVersion;
        origin = origin == null ? TurnOrigin.USER : origin;
    }
}
