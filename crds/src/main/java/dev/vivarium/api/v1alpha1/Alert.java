package dev.vivarium.api.v1alpha1;

/** What every alert has: whether it is on, how long its condition must hold, and how urgent it is. Absent values come from the stack's {@code alertDefaults}. */
public sealed interface Alert permits UsdAlert, DurationAlert, RatioAlert, CountAlert, PresenceAlert {
    /** False switches the alert off for this resource; null when unsaid. */
    Boolean enabled();

    /** The limit as written in the manifest, null when unsaid or when the alert has no limit. */
    String threshold();

    /** How long the condition must hold before the alert fires, as a Go-style duration; null when unsaid. */
    String holdFor();

    /** Null when unsaid. */
    Severity severity();
}
