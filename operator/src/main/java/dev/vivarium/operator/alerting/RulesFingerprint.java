package dev.vivarium.operator.alerting;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.api.v1alpha1.BudgetSpec;
import dev.vivarium.operator.resolve.Digests;

/** Tells whether the rules about one agent are others than they were, without rendering them. */
public final class RulesFingerprint {
    private RulesFingerprint() {}

    /**
     * Equal for equal input; it is not to be stored, since another version of the operator may give another.
     *
     * @param own what the agent says
     * @param budget null when there is none
     * @param defaults what its stack says
     * @param expectedToRun see {@link AlertTarget}
     */
    public static String of(AlertsSpec own, BudgetSpec budget, AlertsSpec defaults, boolean expectedToRun) {
        return Digests.sha256(own + "\n" + budget + "\n" + defaults + "\n" + expectedToRun);
    }

    /** The same of what rules are rendered from. */
    public static String of(AlertTarget target, AlertsSpec defaults) {
        return of(target.overrides(), target.budget().orElse(null), defaults, target.expectedToRun());
    }
}
