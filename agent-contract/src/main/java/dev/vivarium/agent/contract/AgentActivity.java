package dev.vivarium.agent.contract;

import java.time.Instant;

/**
 * What an agent says on its management port of whether it works, as JSON. The operator asks the pods of SubAgents on demand, and ends them when none has had
 * anything to do for a while.
 *
 * @param activeTurns turns that are being handled, whichever way they came
 * @param idleSince end of the last turn, or the start of the agent; while turns are handled, when they began to be
 */
public record AgentActivity(int activeTurns, Instant idleSince) {
    /** Path on the management port. */
    public static final String PATH = "/q/agent/activity";
}
