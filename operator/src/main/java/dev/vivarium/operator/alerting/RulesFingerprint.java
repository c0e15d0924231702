package dev.vivarium.operator.alerting;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.operator.resolve.Digests;

/** Tells whether the rules about one agent are others than they were, without rendering them. */
public final class RulesFingerprint {
    private RulesFingerprint() {}

    /**
     * Equal for equal input; it is not to be stored, since another version of the operator may give another.
     *
     * @param own what the agent says
     * @param defaults what its stack says
     * @param expectedToRun see {@link AlertTarget}
     */
    public static String of(AlertsSpec own, AlertsSpec defaults, boolean expectedToRun) {
        return Digests.sha256(own + "\n" + defaults + "\n" + expectedToRun);
    }

    /** The same of what rules are rendered from. */
    public static String of(AlertTarget target, AlertsSpec defaults) {
        return of(target.overrides(), defaults, target.expectedToRun());
    }
}
