package dev.vivarium.agent.runtime.turn;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnRequest;

/** Which turns an agent takes. */
final class TurnRules {
    static final int LONGEST_INPUT = 500_000;
    static final int LONGEST_ID = 256;

    private final AgentConfiguration.Delegation delegation;

    TurnRules(AgentConfiguration configuration) {
        delegation = configuration.delegation();
    }

    void check(TurnRequest request, TurnContext context) throws TurnFailedException {
        if (!AgentConfiguration.CONTRACT_VERSION.equals(request.contractVersion())) {
            throw invalid("contractVersion '%s' is not supported, this agent understands %s"
                    .formatted(shorten(request.contractVersion()), AgentConfiguration.CONTRACT_VERSION));
        }
        if (request.input() == null || request.input().isBlank()) {
            throw invalid("input is missing");
        }
        if (request.input().length() > LONGEST_INPUT) {
            throw invalid("input has %d characters, more than the %d that are taken"
                    .formatted(request.input().length(), LONGEST_INPUT));
        }
        checkId("turnId", request.turnId());
        checkId("conversationId", request.conversationId());
        if (delegation != null && !MessageHeaders.SOURCE_USER.equals(context.source())) {
            checkDelegation(context);
        }
    }

    private void checkDelegation(TurnContext context) throws TurnFailedException {
        var parents = delegation.allowedParents();
        if (!parents.isEmpty() && !parents.contains(context.source())) {
            throw new TurnFailedException(
                    TurnErrorType.PARENT_NOT_ALLOWED,
                    "'%s' is not among the allowed parents of this agent".formatted(shorten(context.source())));
        }
        if (context.depth() > delegation.maxDepth()) {
            throw new TurnFailedException(
                    TurnErrorType.DEPTH_EXCEEDED,
                    "the task was delegated %d times, more than the %d of delegation.maxDepth"
                            .formatted(context.depth(), delegation.maxDepth()));
        }
    }

    private static void checkId(String field, String id) throws TurnFailedException {
        if (id != null && (id.isBlank() || id.length() > LONGEST_ID)) {
            throw invalid("%s must have 1 to %d characters".formatted(field, LONGEST_ID));
        }
    }

    private static TurnFailedException invalid(String message) {
        return new TurnFailedException(TurnErrorType.INVALID_REQUEST, message);
    }

    private static String shorten(String text) {
        return text == null || text.length() <= LONGEST_ID ? text : text.substring(0, LONGEST_ID) + "...";
    }
}
