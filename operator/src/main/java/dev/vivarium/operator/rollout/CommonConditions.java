package dev.vivarium.operator.rollout;

import static dev.vivarium.operator.status.ConditionDraft.isFalse;
import static dev.vivarium.operator.status.ConditionDraft.isTrue;
import static dev.vivarium.operator.status.ConditionTypes.ACCEPTED;
import static dev.vivarium.operator.status.ConditionTypes.PROGRAMMED;
import static dev.vivarium.operator.status.ConditionTypes.READY;
import static dev.vivarium.operator.status.ConditionTypes.RESOLVED_REFS;

import dev.vivarium.operator.apply.ApplyProblem;
import dev.vivarium.operator.apply.ApplyResult;
import dev.vivarium.operator.pods.SpecProblem;
import dev.vivarium.operator.resolve.ResolutionProblem;
import dev.vivarium.operator.status.ConditionDraft;
import dev.vivarium.operator.status.Reasons;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Conditions that Agents, SubAgents and McpServers have in common. */
public final class CommonConditions {
    private CommonConditions() {}

    public static ConditionDraft accepted(Optional<SpecProblem> problem) {
        return problem.map(found -> isFalse(ACCEPTED, found.reason(), found.message()))
                .orElseGet(() -> isTrue(ACCEPTED, Reasons.ACCEPTED, ""));
    }

    /** Has the reason of the gravest problem and the messages of all. */
    public static ConditionDraft resolvedRefs(List<ResolutionProblem> problems) {
        var gravest = problems.stream().min(Comparator.comparing(ResolutionProblem::effect));
        if (gravest.isEmpty()) {
            return isTrue(RESOLVED_REFS, Reasons.RESOLVED, "");
        }
        var messages =
                problems.stream().map(ResolutionProblem::message).distinct().collect(Collectors.joining("; "));
        return isFalse(RESOLVED_REFS, gravest.get().reason(), messages);
    }

    /** @param result empty when nothing was applied because of what Accepted or ResolvedRefs says */
    public static ConditionDraft programmed(Optional<ApplyResult> result) {
        if (result.isEmpty()) {
            return isFalse(
                    PROGRAMMED,
                    Reasons.NOT_APPLIED,
                    "nothing was changed, because of the other conditions; what ran before is kept");
        }
        return result.get()
                .problem()
                .map(problem -> isFalse(PROGRAMMED, reason(problem), problem.message()))
                .orElseGet(() -> isTrue(PROGRAMMED, Reasons.PROGRAMMED, ""));
    }

    /** What Ready says when the children are not as desired, or could not be made: it repeats why, so that one column tells it. */
    public static Optional<ConditionDraft> notReady(
            Optional<SpecProblem> invalid,
            List<ResolutionProblem> problems,
            Optional<ApplyResult> result,
            Rollout rollout) {
        var kept = rollout.readyReplicas() > 0 ? "; " + rollout.readyReplicas() + " earlier pods are kept running" : "";
        if (invalid.isPresent()) {
            return Optional.of(
                    isFalse(READY, invalid.get().reason(), invalid.get().message() + kept));
        }
        var blocking = problems.stream().filter(ResolutionProblem::isBlocking).findFirst();
        if (blocking.isPresent()) {
            return Optional.of(
                    isFalse(READY, blocking.get().reason(), blocking.get().message() + kept));
        }
        return result.flatMap(ApplyResult::problem)
                .map(problem -> isFalse(READY, reason(problem), problem.message() + kept));
    }

    private static String reason(ApplyProblem problem) {
        return switch (problem) {
            case ApplyProblem.NameConflict ignored -> Reasons.NAME_CONFLICT;
            case ApplyProblem.Refused ignored -> Reasons.REFUSED;
            case ApplyProblem.NotNow ignored -> Reasons.RETRYING;
        };
    }
}
