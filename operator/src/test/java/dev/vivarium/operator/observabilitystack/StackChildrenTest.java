package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.operator.testkit.CommittedFile;
import dev.vivarium.operator.testkit.Manifests;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StackChildrenTest {
    private final KubernetesSerialization serialization = new KubernetesSerialization();

    static List<StackCase> cases() {
        return StackCase.all();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void childrenAreThoseOfTheGoldenFile(StackCase golden) throws IOException {
        var yaml = golden.children().objects().stream()
                .map(child -> serialization.asYaml(child))
                .collect(Collectors.joining());
        CommittedFile.assertCurrent(golden.expected(), yaml);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyPodIsRestrictedAndATargetOfItsStack(StackCase golden) {
        var stack = golden.input().id();
        assertThat(templates(golden.children().objects())).allSatisfy(template -> {
            var pod = template.getSpec();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(pod.getSecurityContext().getFsGroup()).isPositive();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(pod.getContainers()).hasSize(1).allSatisfy(container -> {
                assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                        .isTrue();
                assertThat(container.getSecurityContext().getAllowPrivilegeEscalation())
                        .isFalse();
                assertThat(container.getSecurityContext().getCapabilities().getDrop())
                        .containsExactly("ALL");
                assertThat(container.getImagePullPolicy()).isEqualTo("IfNotPresent");
                assertThat(container.getReadinessProbe()).isNotNull();
                assertThat(container.getPorts())
                        .anyMatch(port -> port.getName().startsWith(Labels.METRICS_PORT))
                        .allMatch(port -> port.getName().length() <= 15);
            });
            assertThat(template.getMetadata().getLabels())
                    .containsEntry(Labels.STACK_NAME, stack.name())
                    .containsEntry(Labels.STACK_NAMESPACE, stack.namespace());
        });
    }

    @Test
    void configurationRollsTheCollectorAndRulesRollNothing() {
        var plain = StackCase.named("defaults").input();
        var before = StackChildren.of(plain, () -> "");
        var rules = new java.util.TreeMap<>(plain.rules());
        rules.put("more.yaml", "groups: []\n");
        var after = StackChildren.of(
                new StackInput(
                        plain.stack(),
                        plain.served(),
                        plain.lookup(),
                        plain.settings(),
                        plain.watched(),
                        rules,
                        plain.alerts(),
                        plain.dashboards()),
                () -> "");

        assertThat(templates(after.objects())).isEqualTo(templates(before.objects()));
        assertThat(after.ruleMarkers()).isNotEqualTo(before.ruleMarkers());
    }

    @Test
    void aCredentialThatChangesRollsTheCollector() {
        var golden = StackCase.named("managed");
        var changed = golden.manifests().resources().stream()
                .map(resource -> resource instanceof Secret secret
                                && secret.getMetadata().getName().equals("backend")
                        ? new SecretBuilder(secret)
                                .addToData("token", "b3RoZXI=")
                                .build()
                        : resource)
                .toList();
        var after = StackChildren.of(StackCase.input(new Manifests(changed)), () -> "");

        assertThat(hash(after.objects(), "full-collector"))
                .isNotEqualTo(hash(golden.children().objects(), "full-collector"));
        assertThat(hash(after.objects(), "full-alertmanager"))
                .isEqualTo(hash(golden.children().objects(), "full-alertmanager"));
    }

    @Test
    void aGeneratedPasswordIsKept() {
        var golden = StackCase.named("every-namespace");
        var first = golden.child(Secret.class, "shared-grafana-admin");
        var again = StackChildren.of(StackCase.input(golden.manifests().with(first)), () -> "another");

        assertThat(again.objects()).contains(first);
    }

    @Test
    void whatIsOutsideTheStacksNamespaceIsOfTheKindsThatTheFinalizerTakesAway() {
        for (var golden : cases()) {
            var namespace = golden.input().namespace();
            assertThat(golden.children().objects())
                    .filteredOn(child -> !namespace.equals(child.getMetadata().getNamespace()))
                    .allMatch(child -> StackChildren.FOREIGN_KINDS.contains(child.getClass())
                            || StackChildren.CLUSTER_KINDS.contains(child.getClass()));
        }
    }

    @Test
    void aNamespaceThatDoesNotExistGetsNoRoleAndIsNotSearched() {
        var scope = ScrapeScope.of(StackCase.named("managed").input());

        assertThat(scope.namespaces()).containsExactly("platform", "team-a", "team-b");
        assertThat(scope.missing()).containsExactly("team-c");
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyTypeOfChildIsKnownAndNoTwoHaveOneName(StackCase golden) {
        var children = golden.children().objects();
        assertThat(children)
                .allMatch(child -> StackChildren.KINDS.contains(child.getClass())
                        || StackChildren.INTEGRATION_KINDS.contains(child.getClass())
                        || StackChildren.CLUSTER_KINDS.contains(child.getClass()));
        assertThat(children)
                .extracting(child -> child.getKind() + "/" + child.getMetadata().getNamespace() + "/"
                        + child.getMetadata().getName())
                .doesNotHaveDuplicates();
    }

    @Test
    void dashboardsAndDataSourceCarryTheLabelsOfTheSidecar() {
        var golden = StackCase.named("defaults");

        var dashboard = golden.child(ConfigMap.class, "plain-dashboard-llm-economics");
        assertThat(dashboard.getMetadata().getLabels()).containsEntry("grafana_dashboard", "1");
        assertThat(dashboard.getMetadata().getAnnotations()).containsEntry("grafana_folder", "Vivarium");
        assertThat(golden.child(ConfigMap.class, "plain-grafana-datasource")
                        .getMetadata()
                        .getLabels())
                .containsEntry("grafana_datasource", "1");
    }

    private static String hash(List<HasMetadata> children, String name) {
        return children.stream()
                .filter(StatefulSet.class::isInstance)
                .map(StatefulSet.class::cast)
                .filter(set -> set.getMetadata().getName().equals(name))
                .map(set -> set.getSpec().getTemplate().getMetadata().getAnnotations())
                .map((Map<String, String> annotations) -> annotations.get(Labels.CONFIG_HASH))
                .findFirst()
                .orElseThrow();
    }

    private static List<PodTemplateSpec> templates(List<HasMetadata> children) {
        return children.stream()
                .flatMap(child -> switch (child) {
                    case StatefulSet set -> Stream.of(set.getSpec().getTemplate());
                    case Deployment deployment -> Stream.of(deployment.getSpec().getTemplate());
                    default -> Stream.<PodTemplateSpec>empty();
                })
                .toList();
    }
}
