package dev.vivarium.operator.resolve;

import dev.vivarium.api.v1alpha1.ConfigMapKeyRef;
import dev.vivarium.api.v1alpha1.SecretKeyRef;
import dev.vivarium.operator.resolve.ResolutionProblem.Effect;
import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Finds what Secrets and ConfigMaps hold, and says of each problem which field refers to what. */
final class ValueResolver {
    private final ResourceLookup lookup;
    private final String namespace;
    private final Consumer<ResolutionProblem> problems;

    ValueResolver(ResourceLookup lookup, String namespace, Consumer<ResolutionProblem> problems) {
        this.lookup = lookup;
        this.namespace = namespace;
        this.problems = problems;
    }

    /** What a value must be like. */
    record Form(Predicate<String> accepts, String description) {
        static final Form ANY = new Form(value -> true, "");
        static final Form NOT_BLANK = new Form(value -> !value.isBlank(), "is not empty");
        static final Form AMQP_URL = new Form(
                value -> List.of("amqp://", "amqps://").stream().anyMatch(value.strip()::startsWith),
                "is an AMQP URL such as amqp://user:password@host:5672");
    }

    Optional<ResolvedSecret> secret(SecretKeyRef reference, String field, Form form, Effect effect) {
        var secret = lookup.find(Secret.class, namespace, reference.name());
        if (secret.isEmpty()) {
            report(
                    effect,
                    Reasons.SECRET_NOT_FOUND,
                    field,
                    "Secret " + reference.name() + " does not exist in namespace " + namespace);
            return Optional.empty();
        }
        var value = SecretValues.of(secret.get(), reference.key());
        if (value.isEmpty()) {
            report(
                    effect,
                    Reasons.SECRET_KEY_NOT_FOUND,
                    field,
                    "Secret " + reference.name() + " has no key " + reference.key());
            return Optional.empty();
        }
        if (!form.accepts().test(value.get())) {
            // The value itself is never shown.
            report(
                    effect,
                    Reasons.INVALID_VALUE,
                    field,
                    "key " + reference.key() + " of Secret " + reference.name() + " must hold a value that "
                            + form.description());
            return Optional.empty();
        }
        return Optional.of(new ResolvedSecret(reference, Digests.sha256(value.get())));
    }

    Optional<String> configMap(ConfigMapKeyRef reference, String field) {
        var map = lookup.find(ConfigMap.class, namespace, reference.name());
        if (map.isEmpty()) {
            report(
                    Effect.BLOCKS,
                    Reasons.CONFIG_MAP_NOT_FOUND,
                    field,
                    "ConfigMap " + reference.name() + " does not exist in namespace " + namespace);
            return Optional.empty();
        }
        var data = map.get().getData();
        if (data == null || data.get(reference.key()) == null) {
            report(
                    Effect.BLOCKS,
                    Reasons.CONFIG_MAP_KEY_NOT_FOUND,
                    field,
                    "ConfigMap " + reference.name() + " has no key " + reference.key());
            return Optional.empty();
        }
        return Optional.of(data.get(reference.key()));
    }

    /**
     * Looks at what the variables take from Secrets and ConfigMaps; pods cannot start without it unless it is optional.
     *
     * @return hash of the values, so that their change can be told; empty when there are none
     */
    String environment(List<EnvVar> variables) {
        var values = new StringBuilder();
        for (var variable : variables) {
            var source = variable.getValueFrom();
            if (source == null) {
                continue;
            }
            var field = "spec.env[" + variable.getName() + "].valueFrom";
            var secret = source.getSecretKeyRef();
            if (secret != null
                    && (!Boolean.TRUE.equals(secret.getOptional()) || exists(Secret.class, secret.getName()))) {
                secret(new SecretKeyRef(secret.getName(), secret.getKey()), field, Form.ANY, Effect.BLOCKS)
                        .ifPresent(found -> values.append(found.digest()).append('\n'));
            }
            var map = source.getConfigMapKeyRef();
            if (map != null && (!Boolean.TRUE.equals(map.getOptional()) || exists(ConfigMap.class, map.getName()))) {
                configMap(new ConfigMapKeyRef(map.getName(), map.getKey()), field)
                        .ifPresent(found -> values.append(Digests.sha256(found)).append('\n'));
            }
        }
        return values.isEmpty() ? "" : Digests.sha256(values.toString());
    }

    private <T extends HasMetadata> boolean exists(Class<T> type, String name) {
        return lookup.find(type, namespace, name).isPresent();
    }

    private void report(Effect effect, String reason, String field, String message) {
        problems.accept(new ResolutionProblem(effect, reason, field, field + ": " + message));
    }
}
