package dev.vivarium.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.demo.cluster.Resources;
import dev.vivarium.demo.load.Channel;
import dev.vivarium.demo.load.HttpTurns;
import dev.vivarium.demo.load.Turn;
import dev.vivarium.demo.load.TurnLostException;
import dev.vivarium.demo.prometheus.Expressions;
import dev.vivarium.telemetry.Catalog;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Agents that are not in the example: a good one, and several that lack something. */
class AgentsComeAndGoE2E {
    private static final String NAME = "newcomer";
    private static final Duration SOON = Duration.ofMinutes(3);

    @RegisterExtension
    static final Example EXAMPLE = new Example();

    @AfterEach
    void remove() {
        EXAMPLE.cluster
                .client()
                .resources(Agent.class)
                .inNamespace(Example.NAMESPACE)
                .withName(NAME)
                .delete();
        EXAMPLE.await("no children are left", SOON, this::children);
    }

    @Test
    void oneManifestIsEnoughAndDeletingItLeavesNothing() throws TurnLostException {
        EXAMPLE.awaitReady();
        apply("sim-small-2", "", "  alerts:\n    costPerHour:\n      threshold: \"7.25\"\n");
        EXAMPLE.await(
                "Agent ready",
                SOON,
                () -> state().is(Resources.READY) ? Optional.empty() : Optional.of(state().describe("Ready")));

        var url = EXAMPLE.cluster.serviceUrl(EXAMPLE.cluster.serviceOf(Example.NAMESPACE, "Agent", NAME, "agent"));
        var turn = new Turn(Channel.HTTP, "newcomer-1", "newcomer", "How much is 6 * 7?", Optional.empty());
        try (var http = new HttpTurns(EXAMPLE.cluster, url)) {
            assertThat(http.send(turn, Duration.ofMinutes(1)).error()).isNull();
        }
        var expression = new Expressions(Example.NAMESPACE).total(Catalog.TURNS, Expressions.NAME);
        EXAMPLE.await(
                "its turn in Prometheus",
                SOON,
                () -> EXAMPLE.reader.prometheus().query(expression).stream()
                                .anyMatch(
                                        sample -> sample.label(Expressions.NAME).equals(NAME) && sample.number() == 1)
                        ? Optional.empty()
                        : Optional.of("the series"));
        EXAMPLE.await(
                "its target and its threshold",
                SOON,
                () -> targets() == 1 && mentioned() ? Optional.empty() : Optional.of("them"));

        remove();

        EXAMPLE.await(
                "neither target nor rule is left",
                SOON,
                () -> targets() == 0 && !mentioned() ? Optional.empty() : Optional.of("that"));
    }

    @Test
    void aWrongImageIsSaid() {
        apply("sim-small", "  image: vivarium/there-is-none:1\n", "");
        awaitReason("Ready", "ImagePullFailed", "there-is-none");
    }

    @Test
    void anUnknownSubAgentIsSaid() {
        apply("sim-small", "", "  subAgents:\n    - name: nobody\n");
        awaitReason("ResolvedRefs", "SubAgentNotFound", "nobody");
    }

    @Test
    void aMissingSecretIsSaid() {
        apply("sim-small", "", "");
        var manifest = manifest("gpt", "", "")
                .replace(
                        "provider: simulated",
                        "provider: openai-compatible\n    baseUrl: http://localhost:1/v1\n    apiKeySecretRef:\n      name: no-such-secret\n      key: key");
        EXAMPLE.cluster
                .client()
                .load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
        awaitReason("ResolvedRefs", "SecretNotFound", "no-such-secret");
    }

    private void apply(String model, String image, String more) {
        var manifest = manifest(model, image, more);
        EXAMPLE.cluster
                .client()
                .load(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
    }

    private static String manifest(String model, String image, String more) {
        return """
                apiVersion: vivarium.dev/v1alpha1
                kind: Agent
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  model:
                    provider: simulated
                    name: %s
                  instructions:
                    inline: You are new here.
                """.formatted(NAME, Example.NAMESPACE, model) + image + more;
    }

    private void awaitReason(String condition, String reason, String named) {
        EXAMPLE.await(
                "%s of %s".formatted(reason, condition),
                SOON,
                () -> state().condition(condition)
                        .filter(found ->
                                found.reason().equals(reason) && found.message().contains(named))
                        .map(found -> Optional.<String>empty())
                        .orElseGet(() -> Optional.of("it; now "
                                + state().condition(condition)
                                        .map(Condition::reason)
                                        .orElse("nothing"))));
    }

    private Resources.State state() {
        return Resources.state(EXAMPLE.cluster
                .client()
                .resources(Agent.class)
                .inNamespace(Example.NAMESPACE)
                .withName(NAME)
                .require());
    }

    private long targets() {
        return EXAMPLE.reader.prometheus().activeTargets().stream()
                .filter(target -> NAME.equals(target.labels().get(Expressions.NAME)))
                .count();
    }

    private boolean mentioned() {
        var prometheus = EXAMPLE.cluster.serviceOf(Example.NAMESPACE, "ObservabilityStack", "rockbot", "prometheus");
        return EXAMPLE.cluster
                .get(EXAMPLE.cluster.serviceUrl(prometheus) + "/api/v1/rules")
                .contains(NAME);
    }

    private Optional<String> children() {
        var owner = Map.of(Labels.OWNER_KIND, "Agent", Labels.OWNER_NAME, NAME);
        var client = EXAMPLE.cluster.client();
        var left = Stream.<List<? extends HasMetadata>>of(
                        client.apps()
                                .deployments()
                                .inNamespace(Example.NAMESPACE)
                                .withLabels(owner)
                                .list()
                                .getItems(),
                        client.services()
                                .inNamespace(Example.NAMESPACE)
                                .withLabels(owner)
                                .list()
                                .getItems(),
                        client.configMaps()
                                .inNamespace(Example.NAMESPACE)
                                .withLabels(owner)
                                .list()
                                .getItems(),
                        client.serviceAccounts()
                                .inNamespace(Example.NAMESPACE)
                                .withLabels(owner)
                                .list()
                                .getItems(),
                        client.pods()
                                .inNamespace(Example.NAMESPACE)
                                .withLabels(owner)
                                .list()
                                .getItems())
                .flatMap(List::stream)
                .map(object -> object.getKind() + " " + object.getMetadata().getName())
                .toList();
        return left.isEmpty() ? Optional.empty() : Optional.of("the end of " + left);
    }
}
