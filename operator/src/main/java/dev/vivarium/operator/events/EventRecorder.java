package dev.vivarium.operator.events;

import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.operator.status.ConditionTypes;
import dev.vivarium.operator.status.Conditions;
import dev.vivarium.operator.status.Reasons;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Publishes Kubernetes Events when conditions change. The conditions in the status are the memory of what was said, so that a restart of the operator
 * repeats nothing; a bounded memory besides keeps a condition that goes back and forth from saying the same again and again.
 */
public final class EventRecorder {
    private static final Logger LOG = Logger.getLogger(EventRecorder.class);
    private static final String CONTROLLER = "vivarium.dev/operator";
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final Duration REPEATED_AFTER = Duration.ofMinutes(10);
    private static final int FORBIDDEN = 403;
    private static final int REMEMBERED = 4096;
    private static final int MAX_NOTE_BYTES = 1024;

    private final KubernetesClient client;
    private final String instance;
    private final Clock clock;
    private final Map<Statement, Instant> said = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Statement, Instant> eldest) {
            return size() > REMEMBERED;
        }
    };

    /** @param instance name of this process, such as that of its pod */
    public EventRecorder(KubernetesClient client, String instance, Clock clock) {
        this.client = client;
        this.instance = instance;
        this.clock = clock;
    }

    private record Statement(String uid, String type, ConditionStatus status, String reason, String message) {}

    /** Publishes an Event for each condition whose status, reason or message is not what it was. Never fails: a lost Event is logged. */
    public void conditionsChanged(HasMetadata resource, List<Condition> before, List<Condition> after) {
        for (var condition : after) {
            var old = Conditions.find(before, condition.type());
            var news = old.isEmpty()
                    ? isBad(condition)
                    : old.get().status() != condition.status()
                            || !old.get().reason().equals(condition.reason())
                            || !old.get().message().equals(condition.message());
            if (news && isNew(resource, condition)) {
                publish(resource, condition);
            }
        }
    }

    /** Of all conditions but one it is bad news that they are False. */
    private static boolean isBad(Condition condition) {
        return condition.type().equals(ConditionTypes.BUDGET_EXCEEDED)
                ? condition.status() == ConditionStatus.TRUE
                        || condition.reason().equals(Reasons.WARNING_THRESHOLD)
                : condition.status() == ConditionStatus.FALSE;
    }

    private boolean isNew(HasMetadata resource, Condition condition) {
        var statement = new Statement(
                resource.getMetadata().getUid(),
                condition.type(),
                condition.status(),
                condition.reason(),
                condition.message());
        var now = clock.instant();
        synchronized (said) {
            var last = said.get(statement);
            if (last != null && last.plus(REPEATED_AFTER).isAfter(now)) {
                return false;
            }
            said.remove(statement);
            said.put(statement, now);
            return true;
        }
    }

    private void publish(HasMetadata resource, Condition condition) {
        var metadata = resource.getMetadata();
        var event = new EventBuilder()
                .withNewMetadata()
                .withName(metadata.getName() + "." + suffix())
                .withNamespace(metadata.getNamespace())
                .endMetadata()
                .withEventTime(new MicroTime(MICROS.format(clock.instant())))
                .withType(isBad(condition) ? "Warning" : "Normal")
                .withReason(condition.reason())
                .withAction(condition.type())
                .withNote(note(condition))
                .withReportingController(CONTROLLER)
                .withReportingInstance(instance)
                .withRegarding(new ObjectReferenceBuilder()
                        .withApiVersion(resource.getApiVersion())
                        .withKind(resource.getKind())
                        .withNamespace(metadata.getNamespace())
                        .withName(metadata.getName())
                        .withUid(metadata.getUid())
                        .withResourceVersion(metadata.getResourceVersion())
                        .build())
                .build();
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            // In a namespace that is being deleted nothing new can be created, and nobody would read it.
            var ends = e.getCode() == FORBIDDEN && e.getMessage().contains("being terminated");
            LOG.logf(
                    ends ? Logger.Level.DEBUG : Logger.Level.WARN,
                    "cannot publish an Event about %s/%s: %s",
                    metadata.getNamespace(),
                    metadata.getName(),
                    e.getMessage());
        }
    }

    /** Makes the name of an Event unlike that of any other about the resource. */
    private static String suffix() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }

    private static String note(Condition condition) {
        var text = condition.type() + " is " + condition.status().name().charAt(0)
                + condition.status().name().substring(1).toLowerCase(java.util.Locale.ROOT)
                + (condition.message().isEmpty() ? "" : ": " + condition.message());
        var note = text;
        while (note.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > MAX_NOTE_BYTES) {
            note = note.substring(0, note.length() * 9 / 10) + "…";
        }
        return note;
    }
}
