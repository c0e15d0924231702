package dev.vivarium.operator.observation;

/**
 * Whether Prometheus has loaded the rules about one resource.
 *
 * @param fingerprint of the rules that this is about, see {@link dev.vivarium.operator.alerting.RulesFingerprint}
 * @param error why it could not load them; empty unless the state is {@code FAILED}
 */
public record RulesSeen(String fingerprint, State state, String error) {
    /** What became of the rules. */
    public enum State {
        LOADED,
        PENDING,
        FAILED
    }
}
