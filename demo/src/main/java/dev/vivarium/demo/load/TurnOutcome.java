package dev.vivarium.demo.load;

import dev.vivarium.agent.contract.TurnReply;
import java.time.Duration;
import java.util.Optional;

/**
 * What became of a turn, seen from outside.
 *
 * @param problem why the turn does not count as answered: no reply, an error, or an answer that lacks what it must contain
 * @param duration from sending the message to having the whole reply
 */
public record TurnOutcome(Turn turn, Optional<TurnReply> reply, Optional<String> problem, Duration duration) {
    /** Judges a reply. */
    public static TurnOutcome replied(Turn turn, TurnReply reply, Duration duration) {
        return new TurnOutcome(turn, Optional.of(reply), problem(turn, reply), duration);
    }

    public static TurnOutcome failed(Turn turn, String problem, Duration duration) {
        return new TurnOutcome(turn, Optional.empty(), Optional.of(problem), duration);
    }

    private static Optional<String> problem(Turn turn, TurnReply reply) {
        if (reply.error() != null) {
            return Optional.of("error %s: %s"
                    .formatted(reply.error().type().value(), reply.error().message()));
        }
        return turn.expected()
                .filter(expected -> !reply.output().contains(expected))
                .map(expected -> "the answer lacks '%s': %s".formatted(expected, reply.output()));
    }
}
