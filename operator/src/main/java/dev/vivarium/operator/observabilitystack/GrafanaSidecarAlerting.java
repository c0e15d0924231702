package dev.vivarium.operator.observabilitystack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.api.v1alpha1.GrafanaMode;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/**
 * The rules for a Grafana that runs elsewhere, as a Secret that its sidecar takes a provisioning file from.
 *
 * <p>Which rules are gone is known from the Secret that is there: what it has or deletes, and is not wanted, is to be deleted. A fixed list of all rules that could
 * ever have been would not do, since routes and alerts of people's own make any number of them. So the Secret stays, with nothing but deletions, when the stack no
 * longer has rules for a sidecar; and the stack that goes has the rules deleted before.
 */
final class GrafanaSidecarAlerting {
    /** The label that the sidecar of Grafana's Helm chart looks for by default. */
    static final String LABEL = "grafana_alert";

    /** Deletions that are kept; far more than a stack has rules. A Secret holds some ten thousand. */
    private static final int MOST_DELETIONS = 2_000;

    private final StackInput input;
    private final StackObjects objects;
    private final GrafanaAlertingFile file;
    private final YAMLMapper yaml = new YAMLMapper();

    GrafanaSidecarAlerting(StackInput input) {
        this.input = input;
        this.objects = new StackObjects(input);
        this.file = new GrafanaAlertingFile(input);
    }

    /** Empty where there never were any. */
    Optional<Secret> render() {
        var known = known();
        if (input.spec().grafana().mode() != GrafanaMode.SIDECAR || !input.grafanaEvaluates()) {
            return deletions(known);
        }
        new GrafanaRules(input)
                .groups().values().stream()
                        .flatMap(List::stream)
                        .map(GrafanaRules.Rule::uid)
                        .forEach(known::remove);
        return Optional.of(secret(file.render(newest(known))));
    }

    /** What deletes every rule; empty where there never were any. */
    Optional<Secret> renderDeletions() {
        return deletions(known());
    }

    private Optional<Secret> deletions(SequencedSet<String> known) {
        return known.isEmpty() ? Optional.empty() : Optional.of(secret(file.renderDeletions(newest(known))));
    }

    private static List<String> newest(SequencedSet<String> known) {
        return known.stream().limit(MOST_DELETIONS).toList();
    }

    /** The uids of rules that Grafana may have, the newest first. */
    private SequencedSet<String> known() {
        var known = new LinkedHashSet<String>();
        for (var content : contents()) {
            content.path("groups").forEach(group -> group.path("rules").forEach(rule -> add(known, rule)));
            content.path("deleteRules").forEach(rule -> add(known, rule));
        }
        return known;
    }

    private static void add(SequencedSet<String> known, JsonNode rule) {
        var uid = rule.path("uid").asText();
        if (!uid.isEmpty()) {
            known.add(uid);
        }
    }

    /** A file that somebody made unreadable tells of nothing; it is put right, and what was gone before is deleted by then. */
    private List<JsonNode> contents() {
        var contents = new ArrayList<JsonNode>();
        var data = input.lookup()
                .find(Secret.class, input.namespace(), name())
                .map(Secret::getData)
                .orElse(Map.of());
        for (var value : data.values()) {
            try {
                contents.add(yaml.readTree(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
            } catch (JsonProcessingException | IllegalArgumentException e) {
                continue;
            }
        }
        return contents;
    }

    private Secret secret(String content) {
        // The sidecar puts the files of all stacks into one directory.
        var fileName = input.namespace() + "." + input.name() + ".yaml";
        return new SecretBuilder()
                .withMetadata(new ObjectMetaBuilder(objects.metadata(Component.GRAFANA, name()))
                        .addToLabels(LABEL, "1")
                        .build())
                .withType("Opaque")
                .withData(
                        Map.of(fileName, Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8))))
                .build();
    }

    private String name() {
        return Component.GRAFANA.childName(input.name()) + "-alerting";
    }
}
