package dev.vivarium.operator.observabilitystack;

import dev.vivarium.operator.apply.ChildApplier;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Has the rules of a stack that goes deleted from a Grafana that runs elsewhere. That Grafana keeps them when their file is gone: a file that deletes them must be there
 * for a while first.
 */
final class RuleRetirement {
    /** When the rules were first to be deleted. */
    private static final String SINCE = "vivarium.dev/rules-deleted-since";

    private static final Logger LOG = Logger.getLogger(RuleRetirement.class);

    private final ChildApplier applier;
    private final Clock clock;
    private final Duration patience;

    /** @param patience how long the file that deletes them is there before the stack goes */
    RuleRetirement(ChildApplier applier, Clock clock, Duration patience) {
        this.applier = applier;
        this.clock = clock;
        this.patience = patience;
    }

    /** How long the stack has to stay; empty when it may go. */
    Optional<Duration> retire(StackInput input) {
        var deletions = new GrafanaSidecarAlerting(input).renderDeletions();
        if (deletions.isEmpty()) {
            return Optional.empty();
        }
        var now = clock.instant();
        var since = since(input, deletions.get());
        if (since.isPresent()) {
            var left = Duration.between(now, since.get().plus(patience));
            return Optional.of(left).filter(Duration::isPositive);
        }
        var secret = new SecretBuilder(deletions.get())
                .editMetadata()
                .addToAnnotations(SINCE, now.toString())
                .endMetadata()
                .build();
        var problem = applier.apply(input.stack(), List.of(secret), List.of()).problem();
        if (problem.isPresent()) {
            // In a namespace that goes too, say. The stack must not stay for it.
            LOG.warnf(
                    "ObservabilityStack %s: its rules may stay in Grafana: %s",
                    input.id(), problem.get().message());
            return Optional.empty();
        }
        return Optional.of(patience);
    }

    private static Optional<Instant> since(StackInput input, Secret deletions) {
        var metadata = deletions.getMetadata();
        return input.lookup()
                .find(Secret.class, metadata.getNamespace(), metadata.getName())
                .map(secret -> secret.getMetadata().getAnnotations())
                .map((Map<String, String> annotations) -> annotations.get(SINCE))
                .flatMap(RuleRetirement::parsed);
    }

    private static Optional<Instant> parsed(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
