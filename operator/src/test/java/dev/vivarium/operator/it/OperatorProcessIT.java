package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.dashboards.OperatorDashboard;
import dev.vivarium.operator.dashboards.PromqlNames;
import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.OperatorAccount;
import dev.vivarium.operator.testkit.OperatorProcess;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The packaged operator as people install it: its settings, its rights, its own metrics. */
@ExtendWith(ApiServer.class)
class OperatorProcessIT {
    private static final String AGENT = """
            apiVersion: vivarium.dev/v1alpha1
            kind: Agent
            metadata: {name: %s}
            spec:
              model: {provider: simulated, name: sim-large}
              instructions: {inline: Answer briefly.}
              transport: {mode: Http}
            """;
    private static final String STACK_OF_ALL = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack}
            spec:
              serves: {namespaces: ["*"]}
            """;
    private static final Pattern LABEL = Pattern.compile("\\w+=\"[^\"]*\"");
    private static final Pattern BOUNDED = Pattern.compile(
            "controller_name=\"(agent|subagent|mcpserver|observabilitystack)\"|action=\"[A-Z]+\"|event=\"\\w+\"|le=\"[^\"]+\"");
    private static final Map<String, String> ELECTION = Map.of("VIVARIUM_LEADER_ELECTION", "true");

    private final ApiServer.Instance server;
    private Sandbox one;
    private Sandbox two;
    private Sandbox other;

    @TempDir
    private Path logs;

    OperatorProcessIT(ApiServer.Instance server) {
        this.server = server;
    }

    @BeforeEach
    void createNamespaces() {
        one = new Sandbox(server.client());
        two = new Sandbox(server.client());
        other = new Sandbox(server.client());
    }

    @AfterEach
    void deleteNamespaces() {
        List.of(one, two, other).forEach(Sandbox::close);
    }

    @Test
    void measuresItselfInSeriesWhoseNumberDoesNotGrowWithTheResources() throws IOException {
        try (var operator = new OperatorProcess("measured", server.operatorKubeconfig(), Map.of(), logs).awaitReady()) {
            lifeOfAnAgent("first");
            await("the meters of every controller")
                    .atMost(Sandbox.SOON)
                    .untilAsserted(() -> assertThat(operator.metrics())
                            .contains("reconciliations_success_total{controller_name=\"agent\"")
                            .contains("controller_name=\"subagent\"")
                            .contains("controller_name=\"mcpserver\"")
                            .contains("controller_name=\"observabilitystack\""));
            var known = new HashSet<>(names(operator.metrics()));
            // Two that the SDK counts only from the first failure on.
            known.add(prometheusName(MicrometerMetricsV2.RECONCILIATIONS_FAILED));
            known.add(prometheusName(MicrometerMetricsV2.RECONCILIATIONS_RETRIES_NUMBER));
            assertThat(seriesOfTheDashboard()).isNotEmpty().isSubsetOf(known);

            for (var i = 0; i < 20; i++) {
                one.apply(AGENT.formatted("many-" + i));
            }
            for (var i = 0; i < 20; i++) {
                one.awaitProgrammed("Agent", "many-" + i);
            }
            lifeOfAnAgent("last");

            await("as many as are there")
                    .atMost(Sandbox.SOON)
                    .untilAsserted(() -> assertThat(operator.metrics())
                            .containsPattern("custom_resources\\{controller_name=\"agent\"[^}]*} 20\\.0"));
            // Some series are counted only from their first event on, a failure say. So it is their labels that bound
            // them.
            assertThat(labels(operator.metrics()))
                    .contains("controller_name=\"agent\"")
                    .allMatch(label -> BOUNDED.matcher(label).matches());
        }
    }

    @Test
    void watchesOnlyTheNamespacesItIsGivenAndNeedsNoRightsElsewhere() throws IOException {
        var rights = OperatorAccount.confined(server, "confined", List.of(one.namespace(), two.namespace()));
        var namespaces = Map.of("VIVARIUM_NAMESPACES", one.namespace() + ", " + two.namespace());
        try (var operator = new OperatorProcess("confined", rights, namespaces, logs).awaitReady()) {
            other.apply(AGENT.formatted("a"));
            one.apply(STACK_OF_ALL);
            two.apply(AGENT.formatted("a"));
            one.apply(AGENT.formatted("a"));

            one.awaitProgrammed("ObservabilityStack", "stack");
            one.awaitProgrammed("Agent", "a");
            two.awaitProgrammed("Agent", "a");
            one.assertRecreated(Deployment.class, "a-agent");

            // All that such an operator may grant: roles in the namespaces it watches.
            var role = "vivarium:" + one.namespace() + ":stack:prometheus";
            assertThat(two.await(Role.class, role)).isNotNull();
            assertThat(server.client()
                            .resources(ClusterRole.class)
                            .withName(role)
                            .get())
                    .isNull();
            assertThat(other.get(Agent.class, "a").getStatus()).isNull();
            assertThat(other.get(Deployment.class, "a-agent")).isNull();
            assertThat(operator.log()).doesNotContain("forbidden", " ERROR ");

            one.delete(ObservabilityStack.class, "stack");
            await("the roles gone, and the stack")
                    .atMost(Sandbox.SOON)
                    .until(() ->
                            two.get(Role.class, role) == null && one.get(ObservabilityStack.class, "stack") == null);
        }
    }

    @Test
    void ofTwoReplicasOneWorksAndTheOtherTakesOver() throws IOException {
        try (var first = new OperatorProcess("first", server.operatorKubeconfig(), ELECTION, logs).awaitReady();
                var second = new OperatorProcess("second", server.operatorKubeconfig(), ELECTION, logs).awaitReady()) {
            var leaders = Map.of("first", first, "second", second);
            one.apply(AGENT.formatted("before"));
            one.awaitProgrammed("Agent", "before");
            var leader = holder(leaders.keySet());
            var standby = leader.equals("first") ? "second" : "first";
            // It is counted after the status was written.
            await("the leader's count").atMost(Sandbox.SOON).until(() -> reconciled(leaders.get(leader)));
            assertThat(reconciled(leaders.get(standby))).isFalse();

            leaders.get(leader).kill();

            await("another leader")
                    .atMost(Sandbox.SOON)
                    .until(() -> holder(leaders.keySet()).equals(standby));
            one.apply(AGENT.formatted("after"));
            one.awaitProgrammed("Agent", "after");
        }
    }

    /** Created, changed, reconciled and deleted, so that each of its events has been seen. */
    private void lifeOfAnAgent(String name) {
        one.apply(AGENT.formatted(name));
        one.awaitProgrammed("Agent", name);
        one.patch(Agent.class, name, "{\"spec\": {\"replicas\": 2}}");
        await("the change")
                .atMost(Sandbox.SOON)
                .until(() ->
                        one.require(Deployment.class, name + "-agent").getSpec().getReplicas() == 2);
        one.delete(Agent.class, name);
        await("the end").atMost(Sandbox.SOON).until(() -> one.get(Deployment.class, name + "-agent") == null);
    }

    /** Labels of what the operator's controllers measure. */
    private static Set<String> labels(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith("reconciliations_")
                        || line.startsWith("custom_resources")
                        || line.startsWith("events_"))
                .flatMap(line -> LABEL.matcher(line).results())
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private static Set<String> names(String metrics) {
        return metrics.lines()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("[{ ]", 2)[0])
                .collect(Collectors.toSet());
    }

    private static String prometheusName(String meter) {
        return meter.replace('.', '_');
    }

    private static Set<String> seriesOfTheDashboard() throws IOException {
        return new ObjectMapper()
                .readTree(OperatorDashboard.render()).findValuesAsText("expr").stream()
                        .flatMap(expression -> PromqlNames.of(expression).metrics().stream())
                        .collect(Collectors.toSet());
    }

    private static boolean reconciled(OperatorProcess operator) {
        return operator.metrics()
                .lines()
                .anyMatch(line -> line.startsWith("reconciliations_success_total") && !line.endsWith(" 0.0"));
    }

    private String holder(Set<String> names) {
        var lease = server.client()
                .resources(Lease.class)
                .inNamespace(OperatorAccount.NAMESPACE)
                .withName("vivarium-operator")
                .get();
        var identity = lease.getSpec().getHolderIdentity();
        return names.contains(identity) ? identity : "nobody of these";
    }
}
