package dev.vivarium.operator.resolve;

import dev.vivarium.api.v1alpha1.SecretKeyRef;

/**
 * A key of a Secret that exists.
 *
 * @param digest hash of the value, so that its change can be told without keeping it
 */
public record ResolvedSecret(SecretKeyRef reference, String digest) {}
