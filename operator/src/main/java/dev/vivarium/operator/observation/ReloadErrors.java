package dev.vivarium.operator.observation;

import dev.vivarium.operator.resolve.NamespacedName;
import java.util.Optional;

/** Tells why a stack's Prometheus could not load what it was given: its API says that it could not, but not why. */
@FunctionalInterface
public interface ReloadErrors {
    /** The reason, if it can be found. Never fails. */
    Optional<String> latest(NamespacedName stack);
}
