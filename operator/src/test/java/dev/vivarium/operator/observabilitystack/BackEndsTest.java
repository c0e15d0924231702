package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.Labels;
import dev.vivarium.api.v1alpha1.OtlpExporterSpec;
import dev.vivarium.operator.status.Reasons;
import dev.vivarium.operator.testkit.Manifests;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackEndsTest {
    private static final String COLLECTOR = "many-collector";

    private final Manifests manifests = StackCase.named("back-ends").manifests();

    @Test
    void oneThatLacksSomethingIsNamedAndTheOthersGoOn() {
        var backEnds = new BackEnds(StackCase.input(manifests));

        assertThat(backEnds.unusable()).extracting(OtlpExporterSpec::name).containsExactly("waiting");
        assertThat(backEnds.usable()).hasSize(5);
        assertThat(backEnds.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.reason()).isEqualTo(Reasons.SECRET_NOT_FOUND);
            assertThat(problem.message())
                    .isEqualTo("back end waiting: Secret not-there-yet does not exist (key token is needed)");
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Bearer abc              |
                    ''                      |
                    sm$ll                   |
                    Bearer abc\\n           | ends with a line break
                    two\\nlines             | characters that a header cannot hold
                    caf\u00e9               | characters that a header cannot hold
                    a$$b                    | $$ or ${
                    ${env:HOME}             | $$ or ${
                    """)
    void aHeaderMustBeAbleToHoldItsValue(String value, String problem) {
        var token = Optional.ofNullable(value).orElse("").replace("\\n", "\n");
        var backEnds = new BackEnds(StackCase.input(manifests.with(secret("not-there-yet", "token", token))));

        if (problem == null) {
            assertThat(backEnds.problems()).isEmpty();
        } else {
            assertThat(backEnds.problems()).singleElement().satisfies(found -> {
                assertThat(found.reason()).isEqualTo(Reasons.INVALID_VALUE);
                assertThat(found.message()).contains("back end waiting", "key token of Secret not-there-yet", problem);
            });
        }
    }

    @Test
    void whatIsNoCertificateIsToldBeforeTheCollectorFailsOverIt() {
        var secrets = replace(
                Secret.class,
                "mutual",
                secret -> new SecretBuilder(secret)
                        .addToStringData("tls.key", "swapped: -----BEGIN CERTIFICATE-----")
                        .build());
        assertThat(new BackEnds(StackCase.input(secrets)).problems())
                .extracting(ReferenceProblem::message)
                .contains("back end mutual: key tls.key of Secret mutual holds no private key in PEM");

        var maps = replace(
                ConfigMap.class,
                "authorities",
                map -> new ConfigMapBuilder(map).addToData("ca.crt", "").build());
        assertThat(new BackEnds(StackCase.input(maps)).problems())
                .extracting(ReferenceProblem::message)
                .contains("back end mutual: key ca.crt of ConfigMap authorities holds no certificate in PEM");
        var other = replace(
                ConfigMap.class,
                "authorities",
                map -> new ConfigMapBuilder(map).removeFromData("ca.crt").build());
        assertThat(new BackEnds(StackCase.input(other)).problems())
                .extracting(ReferenceProblem::reason)
                .contains(Reasons.CONFIG_MAP_KEY_NOT_FOUND);
    }

    @Test
    void aCertificateThatChangesRollsTheCollector() {
        var changed = replace(
                ConfigMap.class,
                "authorities",
                map -> new ConfigMapBuilder(map)
                        .addToData(
                                "ca.crt",
                                map.getData().get("ca.crt") + map.getData().get("ca.crt"))
                        .build());

        assertThat(hash(changed)).isNotEqualTo(hash(manifests));
    }

    @Test
    void aCollectorWhoseCredentialsGoIsLeftAsItIsWhileItRuns() {
        var complete = manifests.with(secret("not-there-yet", "token", "x"));
        var running = StackCase.input(complete);
        var config = child(running, ConfigMap.class);
        var set = child(running, StatefulSet.class);
        var ready = new StatefulSetBuilder(set)
                .withNewStatus()
                .withReadyReplicas(1)
                .endStatus()
                .build();

        var gone = StackChildren.of(StackCase.input(manifests.with(config).with(ready)), () -> "");
        assertThat(gone.kept()).containsExactlyInAnyOrder(config, ready);
        assertThat(gone.objects()).noneMatch(BackEndsTest::isCollectors);

        // A pod that starts anew would have no credentials, and one that never had them has nothing to lose.
        var down = StackChildren.of(StackCase.input(manifests.with(config).with(set)), () -> "");
        assertThat(down.kept()).isEmpty();
        assertThat(down.objects()).filteredOn(BackEndsTest::isCollectors).hasSize(2);
        var never = StackChildren.of(
                StackCase.input(manifests
                        .with(child(StackCase.input(manifests), ConfigMap.class))
                        .with(ready)),
                () -> "");
        assertThat(never.kept()).isEmpty();
    }

    private static boolean isCollectors(HasMetadata child) {
        return child.getMetadata().getName().equals(COLLECTOR)
                && (child instanceof ConfigMap || child instanceof StatefulSet);
    }

    private static <T extends HasMetadata> T child(StackInput input, Class<T> type) {
        return StackChildren.of(input, () -> "").objects().stream()
                .filter(type::isInstance)
                .map(type::cast)
                .filter(found -> found.getMetadata().getName().equals(COLLECTOR))
                .findFirst()
                .orElseThrow();
    }

    private static String hash(Manifests manifests) {
        return child(StackCase.input(manifests), StatefulSet.class)
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .get(Labels.CONFIG_HASH);
    }

    private <T extends HasMetadata> Manifests replace(Class<T> type, String name, UnaryOperator<T> change) {
        return new Manifests(manifests.resources().stream()
                .map(resource -> type.isInstance(resource)
                                && resource.getMetadata().getName().equals(name)
                        ? change.apply(type.cast(resource))
                        : resource)
                .toList());
    }

    private static Secret secret(String name, String key, String value) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace("platform")
                .withName(name)
                .endMetadata()
                .addToData(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8)))
                .build();
    }
}
