package dev.vivarium.operator.status;

import dev.vivarium.api.v1alpha1.Condition;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Makes conditions of drafts: the time of a condition is that of the last change of its status, as the Kubernetes API conventions ask. */
public final class Conditions {
    private final Clock clock;

    public Conditions(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param before the conditions that the resource has
     * @param now what its conditions are to say, one draft per type; a type that is not among them is dropped
     * @param generation of the spec that the drafts were computed from
     * @return the conditions in the order of the drafts
     */
    public List<Condition> merge(List<Condition> before, List<ConditionDraft> now, Long generation) {
        var time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        return now.stream()
                .map(draft -> new Condition(
                        draft.type(),
                        draft.status(),
                        generation,
                        find(before, draft.type())
                                .filter(old -> old.status() == draft.status())
                                .map(Condition::lastTransitionTime)
                                .orElse(time),
                        draft.reason(),
                        draft.message()))
                .toList();
    }

    public static Optional<Condition> find(List<Condition> conditions, String type) {
        return conditions.stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }
}
