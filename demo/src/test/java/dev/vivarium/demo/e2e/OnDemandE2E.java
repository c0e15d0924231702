package dev.vivarium.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.SubAgent;
import dev.vivarium.demo.cluster.Resources;
import dev.vivarium.demo.load.BrokerAccess;
import dev.vivarium.demo.load.BusTurns;
import dev.vivarium.demo.load.Channel;
import dev.vivarium.demo.load.Turn;
import dev.vivarium.demo.prometheus.Expressions;
import dev.vivarium.demo.prometheus.Sample;
import dev.vivarium.demo.report.Ledger;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.ResourceLabel;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A sub-agent on demand: from no pod to an answer, back to no pod, and nothing of what it measured is lost. */
class OnDemandE2E {
    private static final String PARENT = "reader";
    private static final String CHILD = "librarian";
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final Duration REPLY = Duration.ofMinutes(1);
    private static final String MANIFESTS = """
            apiVersion: vivarium.dev/v1alpha1
            kind: SubAgent
            metadata:
              name: librarian
              namespace: %1$s
            spec:
              description: Looks things up.
              model: {provider: simulated, name: sim-small}
              instructions: {inline: Look it up.}
              lifecycle: {mode: OnDemand, maxConcurrent: 2, idleTimeout: 15s, taskTimeout: 45s}
            ---
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata:
              name: reader
              namespace: %1$s
            spec:
              model: {provider: simulated, name: sim-small}
              instructions: {inline: Ask the librarian.}
              subAgents: [{name: librarian}]
            """;

    @RegisterExtension
    static final Example EXAMPLE = new Example();

    @AfterEach
    void remove() {
        delete(Agent.class, PARENT);
        delete(SubAgent.class, CHILD);
        EXAMPLE.await(
                "no pods are left",
                SOON,
                () -> pods("Agent", PARENT) + pods("SubAgent", CHILD) == 0 ? Optional.empty() : Optional.of("that"));
    }

    @Test
    void aDelegatedTaskStartsAPodThatAnswersAndEndsAndStaysInTheSums() throws Exception {
        EXAMPLE.awaitReady();
        EXAMPLE.cluster
                .client()
                .load(new ByteArrayInputStream(
                        MANIFESTS.formatted(Example.NAMESPACE).getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
        EXAMPLE.awaitReady();
        EXAMPLE.await(
                "an idle sub-agent",
                SOON,
                () -> readyReason().equals("Idle") ? Optional.empty() : Optional.of(readyReason()));
        assertThat(pods("SubAgent", CHILD)).isZero();

        ask("1");
        var first = ledger();
        EXAMPLE.await("no pod after the task", SOON, this::podsLeft);
        assertThat(readyReason()).isEqualTo("Idle");
        awaitInPrometheus(first);

        ask("2");
        var second = ledger();
        EXAMPLE.await("no pod after the second task", SOON, this::podsLeft);
        awaitInPrometheus(first.plus(second));

        assertThat(EXAMPLE.reader.prometheus().alerts())
                .extracting(alert ->
                        alert.labels().get("alertname") + " " + alert.labels().get("agent"))
                .doesNotContain("VivariumTelemetryAbsent " + CHILD);
    }

    /** Calls and tokens of one or more pods that have ended. */
    private record Served(long calls, long inputTokens, long outputTokens) {
        Served plus(Served other) {
            return new Served(calls + other.calls, inputTokens + other.inputTokens, outputTokens + other.outputTokens);
        }
    }

    private void ask(String id) throws Exception {
        try (var broker = BrokerAccess.open(EXAMPLE.cluster, EXAMPLE.resources.stack());
                var bus = new BusTurns(
                        broker.factory(), BusNames.routingKey(Example.NAMESPACE, "Agent", PARENT), Clock.systemUTC())) {
            var turnId = "on-demand-" + id + "-" + Clock.systemUTC().millis();
            var reply = bus.send(
                    new Turn(Channel.BUS, turnId, turnId, "Please research the history of jade.", Optional.empty()),
                    REPLY);
            assertThat(reply.error()).isNull();
            assertThat(reply.output()).isNotBlank();
        }
    }

    /** What the provider of the one pod served, which is still there for the idle timeout. */
    private Served ledger() {
        var pods = EXAMPLE.cluster.podsOf(Example.NAMESPACE, "SubAgent", CHILD);
        assertThat(pods).as("the pod that answered").hasSize(1);
        var lines = Ledger.parse(EXAMPLE.cluster.get(
                EXAMPLE.cluster.podUrl(pods.getFirst(), AgentConfiguration.MANAGEMENT_PORT) + Ledger.PATH));
        assertThat(lines).hasSize(1);
        var line = lines.getFirst();
        assertThat(line.calls()).isPositive();
        return new Served(line.calls(), line.inputTokens(), line.outputTokens());
    }

    private void awaitInPrometheus(Served served) {
        EXAMPLE.await("exact sums of pods that are gone", SOON, () -> {
            var found = new Served(
                    total(Catalog.INFERENCE_DURATION.count()),
                    total(Catalog.INPUT_TOKENS.prometheusName()),
                    total(Catalog.OUTPUT_TOKENS.prometheusName()));
            return found.equals(served) ? Optional.empty() : Optional.of(served + ", now " + found);
        });
    }

    /** The last value of each pod's counter within the life of this test, summed. */
    private long total(String counter) {
        var selector = "%s{%s=\"%s\",%s=\"%s\"}"
                .formatted(counter, ResourceLabel.NAMESPACE.label(), Example.NAMESPACE, Expressions.NAME, CHILD);
        return EXAMPLE.reader.prometheus().query("sum(last_over_time(%s[10m]))".formatted(selector)).stream()
                .map(Sample::decimal)
                .mapToLong(BigDecimal::longValueExact)
                .sum();
    }

    private Optional<String> podsLeft() {
        var left = pods("SubAgent", CHILD);
        return left == 0 ? Optional.empty() : Optional.of(left + " pods to end");
    }

    /** Those that are ending too. */
    private int pods(String kind, String name) {
        return EXAMPLE.cluster
                .client()
                .pods()
                .inNamespace(Example.NAMESPACE)
                .withLabel(Labels.OWNER_KIND, kind)
                .withLabel(Labels.OWNER_NAME, name)
                .list()
                .getItems()
                .size();
    }

    private String readyReason() {
        return Resources.state(EXAMPLE.cluster
                        .client()
                        .resources(SubAgent.class)
                        .inNamespace(Example.NAMESPACE)
                        .withName(CHILD)
                        .require())
                .condition(Resources.READY)
                .map(condition -> condition.reason())
                .orElse("nothing yet");
    }

    private static void delete(Class<? extends CustomResource<?, ?>> type, String name) {
        EXAMPLE.cluster
                .client()
                .resources(type)
                .inNamespace(Example.NAMESPACE)
                .withName(name)
                .delete();
    }
}
