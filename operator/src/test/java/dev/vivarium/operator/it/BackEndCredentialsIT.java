package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.operator.testkit.Sandbox;
import dev.vivarium.operator.testkit.StackSandbox;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Credentials of a collector's back ends that come, change and go. */
class BackEndCredentialsIT {
    private static final String STACK = """
            apiVersion: vivarium.dev/v1alpha1
            kind: ObservabilityStack
            metadata: {name: stack}
            spec:
              grafana: {mode: None}
              collector:
                exporters: [%s]
            """;
    private static final String BACK_END = """
            {name: vendor, endpoint: 'https://otlp.example',
             headersFrom: [{name: Authorization, secretKeyRef: {name: vendor, key: token}}]}
            """;
    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata: {name: vendor}
            stringData: {token: %s}
            """;
    private static final String COLLECTOR = "stack-collector";

    @RegisterExtension
    private static final StackSandbox STACK_SANDBOX = new StackSandbox();

    private Sandbox sandbox;

    @BeforeEach
    void useSandbox() {
        sandbox = STACK_SANDBOX.get();
    }

    @Test
    void aSecretThatComesIsUsedOneThatChangesRollsAndOneThatGoesKeepsWhatRuns() {
        sandbox.apply(STACK.formatted(BACK_END));
        var missing = sandbox.awaitCondition(
                "ObservabilityStack", "stack", "ResolvedRefs", ConditionStatus.FALSE, "SecretNotFound");
        assertThat(missing.message()).contains("back end vendor", "Secret vendor", "key token");
        assertThat(configuration()).doesNotContain("otlp_http/vendor");
        var without = hash();

        sandbox.apply(SECRET.formatted("credential-one"));
        sandbox.awaitCondition("ObservabilityStack", "stack", "ResolvedRefs", ConditionStatus.TRUE, "Resolved");
        await("its use").atMost(Sandbox.SOON).until(() -> !hash().equals(without));
        assertThat(configuration())
                .contains("otlp_http/vendor", "${env:OTLP_HEADER_0_0}")
                .doesNotContain("credential-one");
        awaitRunning();
        var first = hash();

        sandbox.delete(Secret.class, "vendor");
        sandbox.awaitCondition("ObservabilityStack", "stack", "ResolvedRefs", ConditionStatus.FALSE, "SecretNotFound");
        Sandbox.assertStays("what runs", Duration.ofSeconds(2), () -> {
            assertThat(hash()).isEqualTo(first);
            assertThat(configuration()).contains("otlp_http/vendor");
        });

        sandbox.apply(SECRET.formatted("credential-two"));
        sandbox.awaitCondition("ObservabilityStack", "stack", "ResolvedRefs", ConditionStatus.TRUE, "Resolved");
        await("the new value").atMost(Sandbox.SOON).until(() -> !hash().equals(first));
        sandbox.awaitProgrammed("ObservabilityStack", "stack");
    }

    @Test
    void aPodThatWouldStartWithoutCredentialsIsTakenOverWithoutTheBackEnd() {
        sandbox.apply(SECRET.formatted("credential-one"));
        sandbox.apply(STACK.formatted(BACK_END));
        sandbox.await(StatefulSet.class, COLLECTOR);
        assertThat(configuration()).contains("otlp_http/vendor");

        sandbox.delete(Secret.class, "vendor");

        await("a configuration without it")
                .atMost(Sandbox.SOON)
                .until(() -> !configuration().contains("otlp_http/vendor"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{name: a, protocol: grpc, endpoint: 'https://otlp.example/path'} | a host and a port",
                "{name: a, protocol: grpc, endpoint: 'https://otlp.example'} | a host and a port",
                "{name: a, endpoint: 'http://otlp.example', tls: {insecureSkipVerify: true}} | does not begin with https",
                "{name: a, endpoint: 'https://o.example', tls: {certSecretRef: {name: s, key: k}}} | needs both",
                "{name: a, endpoint: 'https://o.example', tls: {insecureSkipVerify: true, caSecretRef: {name: s, key: k}}} | nothing is verified",
                "{name: a, endpoint: 'https://o.example', tls: {caConfigMapRef: {name: s, key: k}, caSecretRef: {name: s, key: k}}} | at most one",
                "{name: a, endpoint: 'https://o.example', signals: [traces, traces]} | duplicate",
                "{name: a, endpoint: 'https://o.example', signals: []} | at least 1",
                "{name: a, endpoint: 'https://o.example', compression: lzma} | gzip"
            })
    void whatMeansNothingIsRefused(String backEnd, String message) {
        assertThatThrownBy(() -> sandbox.apply(STACK.formatted(backEnd)))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining(message);
    }

    private void awaitRunning() {
        await("the collector's pod").atMost(Sandbox.SOON).until(() -> {
            sandbox.readyPods();
            var ready = sandbox.awaitCondition(
                    "ObservabilityStack", "stack", "ResolvedRefs", ConditionStatus.TRUE, "Resolved");
            return ready != null && collectorIsReady();
        });
    }

    private boolean collectorIsReady() {
        var stack = sandbox.require(ObservabilityStack.class, "stack");
        return stack.getStatus().conditions().stream()
                .filter(condition -> condition.type().equals("Ready"))
                .noneMatch(condition -> condition.message().contains("collector:"));
    }

    private String configuration() {
        return sandbox.await(ConfigMap.class, COLLECTOR).getData().get("collector.yaml");
    }

    private String hash() {
        return sandbox.await(StatefulSet.class, COLLECTOR)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get(Labels.CONFIG_HASH);
    }
}
