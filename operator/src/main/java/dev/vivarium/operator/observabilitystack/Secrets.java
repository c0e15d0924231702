package dev.vivarium.operator.observabilitystack;

import dev.vivarium.api.v1alpha1.SecretKeyRef;
import dev.vivarium.operator.resolve.ResourceLookup;
import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Secrets of a stack's namespace. */
final class Secrets {
    private final ResourceLookup lookup;
    private final String namespace;

    Secrets(ResourceLookup lookup, String namespace) {
        this.lookup = lookup;
        this.namespace = namespace;
    }

    /** Why there is no such value. */
    Optional<ReferenceProblem> problem(SecretKeyRef reference) {
        if (lookup.find(Secret.class, namespace, reference.name()).isEmpty()) {
            return Optional.of(new ReferenceProblem(
                    Reasons.SECRET_NOT_FOUND,
                    "Secret " + reference.name() + " does not exist (key " + reference.key() + " is needed)"));
        }
        return value(reference).isPresent()
                ? Optional.empty()
                : Optional.of(new ReferenceProblem(
                        Reasons.SECRET_KEY_NOT_FOUND, "Secret " + reference.name() + " has no key " + reference.key()));
    }

    /** The value in base 64 as the Secret holds it; empty when the Secret or the key does not exist. */
    Optional<String> value(SecretKeyRef reference) {
        return lookup.find(Secret.class, namespace, reference.name()).flatMap(secret -> value(secret, reference.key()));
    }

    /** The value as text, without white space around it, which a Secret made of a file often has. */
    Optional<String> text(SecretKeyRef reference) {
        return rawText(reference).map(String::strip);
    }

    /** The value as text, as a pod gets it. */
    Optional<String> rawText(SecretKeyRef reference) {
        return value(reference).map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
    }

    /** A hash that changes with any of the values, and when one comes or goes; it does not tell the values. */
    String hash(List<SecretKeyRef> references) {
        return ConfigHash.of(references.stream()
                .map(reference -> reference.name() + "/" + reference.key() + "="
                        + value(reference).orElse("(absent)"))
                .toList());
    }

    private static Optional<String> value(Secret secret, String key) {
        var data = Optional.ofNullable(secret.getData()).orElse(Map.of()).get(key);
        if (data != null) {
            return Optional.of(data);
        }
        // Only in manifests that were not yet sent to an API server, which turns it into data.
        var text = Optional.ofNullable(secret.getStringData()).orElse(Map.of()).get(key);
        return Optional.ofNullable(text)
                .map(value -> Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
    }
}
