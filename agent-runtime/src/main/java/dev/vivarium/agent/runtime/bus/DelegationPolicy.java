package dev.vivarium.agent.runtime.bus;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.TurnErrorType;
import dev.vivarium.agent.contract.TurnReply.TurnError;
import java.util.Optional;

/** Whose tasks a SubAgent takes, and how far from the user. An Agent, which has no such rules, takes every turn that did not come too far for anybody. */
final class DelegationPolicy {
    /** The largest {@code delegation.maxDepth} that there is: whoever delegates in a circle without rules is stopped by it. */
    static final int MOST_STEPS = 16;

    private final AgentConfiguration.Delegation rules;

    /** @param rules null for none */
    DelegationPolicy(AgentConfiguration.Delegation rules) {
        this.rules = rules;
    }

    /**
     * Why a turn is refused; empty when it is not.
     *
     * @param source routing key of the sender, or {@link dev.vivarium.agent.contract.MessageHeaders#SOURCE_USER}
     * @param depth steps of delegation from the user's message
     */
    Optional<TurnError> refusal(String source, int depth) {
        if (rules == null) {
            return tooDeep(depth, MOST_STEPS, "agent");
        }
        if (!rules.allowedParents().isEmpty() && !rules.allowedParents().contains(source)) {
            return Optional.of(new TurnError(
                    TurnErrorType.PARENT_NOT_ALLOWED,
                    "'" + source + "' is not among the allowed parents of this sub-agent"));
        }
        return tooDeep(depth, Math.min(rules.maxDepth(), MOST_STEPS), "sub-agent");
    }

    private static Optional<TurnError> tooDeep(int depth, int most, String receiver) {
        return depth <= most
                ? Optional.empty()
                : Optional.of(new TurnError(
                        TurnErrorType.DEPTH_EXCEEDED,
                        "the task has come " + depth + " steps from the user, this " + receiver + " allows " + most));
    }
}
