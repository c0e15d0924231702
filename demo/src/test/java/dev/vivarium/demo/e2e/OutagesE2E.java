package dev.vivarium.demo.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.McpServer;
import dev.vivarium.demo.cluster.Resources;
import dev.vivarium.demo.load.Channel;
import dev.vivarium.demo.load.HttpTurns;
import dev.vivarium.demo.load.Turn;
import dev.vivarium.demo.load.TurnLostException;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What agents depend on is away for a while: the user is told what, nothing crashes, and all is well again afterwards. */
class OutagesE2E {
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final String LONELY = "lonely";

    @RegisterExtension
    static final Example EXAMPLE = new Example();

    @Test
    void agentsAnswerWhileTheCollectorIsAwayAndNothingIsMissingAfterwards() {
        EXAMPLE.awaitReady();
        var restarts = restarts();
        try (var outage = Outage.of(EXAMPLE, pod(Labels.NAME, "collector"))) {
            await("CollectorUnreachable", () -> reason(agent(), "TelemetryReady"), "CollectorUnreachable");

            var load = EXAMPLE.load(8, 4);

            assertThat(load.complete()).as(load.text()).isTrue();
            assertThat(agent().is(Resources.READY))
                    .as(agent().describe(Resources.READY))
                    .isTrue();
        }
        EXAMPLE.awaitReady();
        EXAMPLE.awaitExactSums();
        await("samples again", () -> agent().is("TelemetryReady") ? "yes" : reason(agent(), "TelemetryReady"), "yes");
        assertThat(restarts).containsAllEntriesOf(restarts());
    }

    @Test
    void prometheusThatIsAwayIsSaidAndTotalsAndAlertsAreRightAfterwards() {
        EXAMPLE.awaitReady();
        EXAMPLE.awaitExactSums();
        var about = alerts();
        try (var outage = Outage.of(EXAMPLE, pod(Labels.NAME, "prometheus"))) {
            await("PrometheusUnreachable", () -> reason(agent(), "TelemetryReady"), "PrometheusUnreachable");
            await("so of the rules", () -> reason(agent(), "AlertRulesProgrammed"), "PrometheusUnreachable");

            var load = EXAMPLE.load(8, 4);

            assertThat(load.complete()).as(load.text()).isTrue();
            assertThat(agent().is(Resources.READY))
                    .as(agent().describe(Resources.READY))
                    .isTrue();
        }
        EXAMPLE.awaitReady();
        EXAMPLE.awaitExactSums();
        EXAMPLE.awaitRulesOk();
        await("samples again", () -> agent().is("TelemetryReady") ? "yes" : reason(agent(), "TelemetryReady"), "yes");
        await(
                "rules again",
                () -> agent().is("AlertRulesProgrammed") ? "yes" : reason(agent(), "AlertRulesProgrammed"),
                "yes");
        // What was spent meanwhile keeps the example's own alert alive. Nothing else has happened that somebody should
        // be told of.
        assertThat(about).containsAll(alerts());
    }

    @Test
    void aBrokerThatIsAwayIsSaidAndItsReturnHeals() {
        EXAMPLE.awaitReady();
        var restarts = restarts();
        try (var outage = Outage.of(EXAMPLE, pod(Labels.NAME, "rabbitmq"))) {
            await("BrokerUnreachable", () -> reason(agent(), Resources.READY), "BrokerUnreachable");
        }
        EXAMPLE.awaitReady();

        var load = EXAMPLE.load(8, 2);

        assertThat(load.complete()).as(load.text()).isTrue();
        assertThat(restarts).containsAllEntriesOf(restarts());
    }

    @Test
    void anMcpServerThatDoesNotAnswerIsSaidAndItsAgentWorksWithoutItsTools() throws TurnLostException {
        EXAMPLE.awaitReady();
        try {
            apply("""
                    apiVersion: vivarium.dev/v1alpha1
                    kind: McpServer
                    metadata: {name: %1$s, namespace: %2$s}
                    spec: {url: "http://127.0.0.1:9/mcp"}
                    ---
                    apiVersion: vivarium.dev/v1alpha1
                    kind: Agent
                    metadata: {name: %1$s, namespace: %2$s}
                    spec:
                      model: {provider: simulated, name: sim-small}
                      instructions: {inline: You have nobody to ask.}
                      transport: {mode: Http}
                      mcpServers: [{name: %1$s}]
                    """.formatted(LONELY, Example.NAMESPACE));
            await("McpUnreachable", () -> reason(server(), Resources.READY), "McpUnreachable");
            await(
                    "its agent",
                    () -> lonely().is(Resources.READY) ? "ready" : lonely().describe(Resources.READY),
                    "ready");

            var url =
                    EXAMPLE.cluster.serviceUrl(EXAMPLE.cluster.serviceOf(Example.NAMESPACE, "Agent", LONELY, "agent"));
            var turn = new Turn(Channel.HTTP, "lonely-1", LONELY, "Hello.", Optional.empty());
            try (var http = new HttpTurns(EXAMPLE.cluster, url)) {
                assertThat(http.send(turn, Duration.ofMinutes(1)).error()).isNull();
            }
        } finally {
            EXAMPLE.cluster
                    .client()
                    .resources(Agent.class)
                    .inNamespace(Example.NAMESPACE)
                    .withName(LONELY)
                    .delete();
            EXAMPLE.cluster
                    .client()
                    .resources(McpServer.class)
                    .inNamespace(Example.NAMESPACE)
                    .withName(LONELY)
                    .delete();
        }
    }

    private static void apply(String manifests) {
        EXAMPLE.cluster
                .client()
                .load(new ByteArrayInputStream(manifests.getBytes(StandardCharsets.UTF_8)))
                .serverSideApply();
    }

    private static void await(String what, Supplier<String> now, String wanted) {
        EXAMPLE.await(
                what,
                SOON,
                () -> Optional.of(now.get())
                        .filter(found -> !found.equals(wanted))
                        .map("it; now "::concat));
    }

    private static String reason(Resources.State state, String condition) {
        return state.condition(condition).map(Condition::reason).orElse("nothing");
    }

    private static Resources.State agent() {
        return state(Agent.class, Example.AGENT);
    }

    private static Resources.State lonely() {
        return state(Agent.class, LONELY);
    }

    private static Resources.State server() {
        return state(McpServer.class, LONELY);
    }

    private static Resources.State state(Class<? extends HasMetadata> kind, String name) {
        return Resources.state(EXAMPLE.cluster
                .client()
                .resources(kind)
                .inNamespace(Example.NAMESPACE)
                .withName(name)
                .require());
    }

    /** What is pending or firing, by alert and agent. */
    private static Set<String> alerts() {
        return EXAMPLE.reader.prometheus().alerts().stream()
                .map(alert -> alert.labels().get("alertname") + " of "
                        + alert.labels().get("agent"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Pod pod(String label, String value) {
        return EXAMPLE.cluster
                .client()
                .pods()
                .inNamespace(Example.NAMESPACE)
                .withLabel(label, value)
                .list()
                .getItems()
                .getFirst();
    }

    /**
     * How often containers of the example were started again, by their pods. Pods in which nothing was are left out, since those of a sub-agent on demand come
     * and go.
     */
    private static Map<String, Integer> restarts() {
        var restarts = new TreeMap<String, Integer>();
        for (var kind : new String[] {"Agent", "SubAgent", "McpServer"}) {
            EXAMPLE.cluster
                    .client()
                    .pods()
                    .inNamespace(Example.NAMESPACE)
                    .withLabel(Labels.OWNER_KIND, kind)
                    .list()
                    .getItems()
                    .forEach(pod -> pod.getStatus().getContainerStatuses().stream()
                            .filter(container -> container.getRestartCount() > 0)
                            .forEach(container -> restarts.merge(
                                    pod.getMetadata().getName(), container.getRestartCount(), Integer::sum)));
        }
        return restarts;
    }
}
