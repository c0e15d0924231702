package dev.vivarium.operator.resolve;

import dev.vivarium.api.v1alpha1.SecretKeyRef;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** What Secrets hold. */
public final class SecretValues {
    private SecretValues() {}

    /** The value, if the Secret and its key exist. */
    public static Optional<String> find(ResourceLookup lookup, String namespace, SecretKeyRef reference) {
        return lookup.find(Secret.class, namespace, reference.name()).flatMap(secret -> of(secret, reference.key()));
    }

    /** Manifests that were not yet sent to an API server may still have {@code stringData}, which goes before {@code data}. */
    static Optional<String> of(Secret secret, String key) {
        if (secret.getStringData() != null && secret.getStringData().containsKey(key)) {
            return Optional.of(secret.getStringData().get(key));
        }
        return Optional.ofNullable(secret.getData())
                .map(data -> data.get(key))
                .map(encoded -> new String(Base64.getMimeDecoder().decode(encoded), StandardCharsets.UTF_8));
    }
}
