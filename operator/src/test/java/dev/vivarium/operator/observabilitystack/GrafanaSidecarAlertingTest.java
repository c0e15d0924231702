package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.alerting.AlertDefinition;
import dev.vivarium.operator.testkit.Manifests;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrafanaSidecarAlertingTest {
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: main, namespace: home, uid: 5b0d9f6e-0000-4000-8000-000000000013}
            spec:
              alerting: {evaluator: Grafana}
              grafana: {mode: Sidecar}
              alertDefaults: {costPerHour: {enabled: %s}, unpricedModel: {severity: %s}}
            """;
    private static final int ALERTS = AlertDefinition.values().length;
    private static final String COST = "vivarium-costperhour-";
    private static final String EVERYTHING = STACK.formatted("true", "warning");
    private static final String WITHOUT_COST = STACK.formatted("false", "warning");

    @Test
    void aNewStackDeletesNothing() throws IOException {
        var secret = render(EVERYTHING).orElseThrow();

        assertThat(secret.getMetadata().getLabels()).containsEntry("grafana_alert", "1");
        assertThat(rules(secret)).hasSize(ALERTS).anyMatch(uid -> uid.startsWith(COST));
        assertThat(deleted(secret)).isEmpty();
    }

    @Test
    void aRuleThatIsGoneIsNamedForGoodAndNotWhenItIsBack() throws IOException {
        var before = render(EVERYTHING).orElseThrow();
        var gone = render(WITHOUT_COST, before).orElseThrow();
        var still = render(WITHOUT_COST, gone).orElseThrow();
        var back = render(EVERYTHING, still).orElseThrow();

        assertThat(rules(gone)).hasSize(ALERTS - 1).noneMatch(uid -> uid.startsWith(COST));
        assertThat(deleted(gone))
                .singleElement()
                .satisfies(uid -> assertThat(uid).startsWith(COST));
        assertThat(still).isEqualTo(gone);
        assertThat(back).isEqualTo(before);
    }

    @Test
    void anAlertThatIsTheSameToPeopleKeepsItsUid() throws IOException {
        var before = render(EVERYTHING).orElseThrow();
        var after = render(STACK.formatted("true", "critical"), before).orElseThrow();

        assertThat(after).isNotEqualTo(before);
        assertThat(rules(after)).isEqualTo(rules(before));
        assertThat(deleted(after)).isEmpty();
    }

    @Test
    void whenPrometheusEvaluatesAgainOrThereIsNoSidecarTheSecretStaysToDeleteTheRules() throws IOException {
        var before = render(EVERYTHING).orElseThrow();
        for (var other : List.of(
                EVERYTHING.replace("evaluator: Grafana", "evaluator: Prometheus"),
                EVERYTHING.replace("Sidecar", "GrafanaOperator"),
                EVERYTHING.replace("Sidecar", "Managed"))) {
            var after = render(other, before).orElseThrow();

            assertThat(rules(after)).isEmpty();
            assertThat(deleted(after)).containsExactlyElementsOf(rules(before));
            assertThat(render(other, after)).contains(after);
            assertThat(render(other)).isEmpty();
        }
    }

    @Test
    void aStackThatGoesDeletesEverythingThatItEverHad() throws IOException {
        var gone = render(WITHOUT_COST, render(EVERYTHING).orElseThrow()).orElseThrow();
        var last = sidecar(WITHOUT_COST, gone).renderDeletions().orElseThrow();

        assertThat(rules(last)).isEmpty();
        assertThat(deleted(last)).hasSize(ALERTS).containsAll(rules(gone)).containsAll(deleted(gone));
        assertThat(sidecar(WITHOUT_COST).renderDeletions()).isEmpty();
    }

    @Test
    void whatSomebodyMadeUnreadableIsPutRight() throws IOException {
        var before = render(EVERYTHING).orElseThrow();
        for (var value : List.of("groups: [", "just text", "groups: {rules: 1}")) {
            var edited = new SecretBuilder(before)
                    .withData(Map.of("platform.yaml", base64(value)))
                    .build();
            assertThat(render(EVERYTHING, edited)).contains(before);
        }
        assertThat(render(EVERYTHING, new SecretBuilder(before).withData(null).build()))
                .contains(before);
    }

    @Test
    void deletionsDoNotGrowForEver() throws IOException {
        var file = new StringBuilder("deleteRules:\n");
        for (var i = 0; i < 5_000; i++) {
            file.append("- {orgId: 1, uid: vivarium-%032x}%n".formatted(i));
        }
        var old = new SecretBuilder(render(EVERYTHING).orElseThrow())
                .withData(Map.of("home.main.yaml", base64(file.toString())))
                .build();

        var after = render(EVERYTHING, old).orElseThrow();

        assertThat(deleted(after)).hasSize(2_000).first().asString().endsWith("0000");
        assertThat(render(EVERYTHING, after)).contains(after);
    }

    private static java.util.Optional<Secret> render(String stack, Secret... existing) {
        return sidecar(stack, existing).render();
    }

    private static GrafanaSidecarAlerting sidecar(String stack, Secret... existing) {
        var manifests = Manifests.parse(stack);
        for (var secret : existing) {
            manifests = manifests.with(secret);
        }
        return new GrafanaSidecarAlerting(StackInput.resolve(
                manifests.only(ObservabilityStack.class), manifests, StackCase.SETTINGS, StackCase.EVERYWHERE));
    }

    private static List<String> rules(Secret secret) throws IOException {
        var uids = new ArrayList<String>();
        file(secret)
                .path("groups")
                .forEach(group -> group.path("rules")
                        .forEach(rule -> uids.add(rule.path("uid").asText())));
        return uids;
    }

    private static List<String> deleted(Secret secret) throws IOException {
        var uids = new ArrayList<String>();
        file(secret)
                .path("deleteRules")
                .forEach(rule -> uids.add(rule.path("uid").asText()));
        return uids;
    }

    private static JsonNode file(Secret secret) throws IOException {
        var value = secret.getData().values().iterator().next();
        return new YAMLMapper().readTree(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
