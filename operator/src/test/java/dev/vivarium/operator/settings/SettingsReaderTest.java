package dev.vivarium.operator.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivarium.operator.resolve.NamespacedName;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsReaderTest {
    private static SettingsReader reader(Map<String, String> overrides) {
        var values = new HashMap<>(Map.of(
                "vivarium.images.agent-runtime", "vivarium/agent-runtime:0.1.0",
                "vivarium.images.collector", "collector:1",
                "vivarium.images.prometheus", "prometheus:1",
                "vivarium.images.alertmanager", "alertmanager:1",
                "vivarium.images.grafana", "grafana:1",
                "vivarium.runbook-base-url", "https://docs.example/runbooks/"));
        values.putAll(overrides);
        return new SettingsReader(new SmallRyeConfigBuilder()
                .withMapping(VivariumConfig.class)
                .withDefaultValues(values)
                .build()
                .getConfigMapping(VivariumConfig.class));
    }

    @Test
    void readsWhatIsSet() {
        var settings =
                reader(Map.of("vivarium.default-stack", "observability/main")).settings();

        assertThat(settings.defaultStack()).contains(new NamespacedName("observability", "main"));
        assertThat(settings.images().agentRuntime()).isEqualTo("vivarium/agent-runtime:0.1.0");
        assertThat(settings.runbookBaseUrl()).isEqualTo("https://docs.example/runbooks");
    }

    @Test
    void watchesAllNamespacesUnlessSomeAreListed() {
        assertThat(reader(Map.of()).namespaces().all()).isTrue();
        assertThat(reader(Map.of("vivarium.namespaces", "")).namespaces().all()).isTrue();
        assertThat(reader(Map.of("vivarium.namespaces", "one, two"))
                        .namespaces()
                        .names())
                .containsExactlyInAnyOrder("one", "two");
    }

    @Test
    void namesEverySettingThatIsWrong() {
        var reader = reader(Map.of(
                "vivarium.default-stack", "main",
                "vivarium.runbook-base-url", "docs.example",
                "vivarium.images.grafana", "graf ana"));

        assertThatThrownBy(reader::settings)
                .isInstanceOf(InvalidSettingsException.class)
                .hasMessage("invalid settings: vivarium.images.grafana: 'graf ana' is not a container image; "
                        + "VIVARIUM_DEFAULT_STACK: 'main' is not the namespace/name of an ObservabilityStack; "
                        + "VIVARIUM_RUNBOOK_BASE_URL: 'docs.example' is not an http or https URL");
    }

    @Test
    void refusesANamespaceThatCannotExist() {
        assertThatThrownBy(
                        () -> reader(Map.of("vivarium.namespaces", "one,Two")).namespaces())
                .hasMessageContaining("'Two' is not a namespace");
    }
}
