package dev.vivarium.operator.observation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PodLogReloadErrorsTest {
    @Test
    void theErrorOfTheRulesIsFoundAmongThoseThatFollow() {
        var log = """
                time=2026-11-24T07:00:00.000Z level=INFO source=main.go:1 msg="Loading configuration file" filename=/etc/prometheus/config/prometheus.yml
                time=2026-11-24T07:00:00.001Z level=ERROR source=manager.go:2 msg="loading groups failed" component="rule manager" err="/etc/prometheus/rules/x.yaml: 4:9: group \\"a\\", rule 1: could not parse expression"
                time=2026-11-24T07:00:00.002Z level=ERROR source=main.go:3 msg="Failed to apply configuration" err="error loading rules, previous rule set restored"
                time=2026-11-24T07:00:00.003Z level=ERROR source=main.go:4 msg="Error reloading config" err="one or more errors occurred while applying the new configuration"
                """;

        assertThat(PodLogReloadErrors.find(log))
                .contains("/etc/prometheus/rules/x.yaml: 4:9: group \"a\", rule 1: could not parse expression");
    }

    @Test
    void theLatestErrorCounts() {
        var log = """
                time=1 level=ERROR msg="loading groups failed" err=first
                time=2 level=ERROR msg="loading groups failed" err=second
                time=3 level=INFO msg="something else" err=third
                """;

        assertThat(PodLogReloadErrors.find(log)).contains("second");
    }

    @Test
    void anErrorOfTheConfigurationIsFoundWhenThereIsNoneOfTheRules() {
        assertThat(PodLogReloadErrors.find("time=1 level=ERROR msg=\"Error reloading config\" err=\"unknown field\""))
                .contains("unknown field");
        assertThat(PodLogReloadErrors.find("nothing of the kind")).isEmpty();
    }
}
