package dev.vivarium.demo.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.api.v1alpha1.Condition;
import dev.vivarium.api.v1alpha1.ConditionStatus;
import dev.vivarium.demo.cluster.Resources;
import dev.vivarium.demo.prometheus.PrometheusApi;
import dev.vivarium.demo.webhook.Delivery;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTextTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/report.txt");

    @Test
    void writesEverySection() throws IOException {
        var text = ReportText.of(report());

        if (Boolean.getBoolean("vivarium.golden.update")) {
            Files.createDirectories(GOLDEN.getParent());
            Files.writeString(GOLDEN, text);
        }
        assertThat(text).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void saysWhatIsEmpty() {
        var empty = new Report(
                List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(), List.of(),
                List.of());

        assertThat(ReportText.of(empty)).contains("Alerts\n  nothing\n").contains("0 of 0 up");
    }

    private static Report report() {
        return new Report(
                List.of(
                        new Resources.State(
                                "Agent",
                                "rockbot",
                                2,
                                2L,
                                List.of(
                                        condition("Ready", ConditionStatus.TRUE, "Available"),
                                        condition("TelemetryReady", ConditionStatus.FALSE, "NoSamplesReceived"))),
                        new Resources.State(
                                "McpServer",
                                "tools",
                                1,
                                null,
                                List.of(condition("Ready", ConditionStatus.UNKNOWN, "Starting")))),
                List.of(
                        new Report.AgentRow("Agent", "rockbot", 1080, 3, 2.5),
                        new Report.AgentRow("SubAgent", "research", 20, 0, Double.NaN)),
                List.of(new Report.ModelRow(
                        "Agent", "rockbot", "sim-large", 160, 1.2, 123456, 7890, new BigDecimal("0.48871850"))),
                List.of(new Report.QueueRow("vivarium.rockbot.agent.rockbot", 60, 0.0125)),
                List.of(
                        new PrometheusApi.Target(Map.of(), "http://a/metrics", "up", ""),
                        new PrometheusApi.Target(Map.of(), "http://b/metrics", "down", "connection refused")),
                List.of(
                        new PrometheusApi.Rule("f", "g", "VivariumCostPerHour", "alerting", "1", "ok", ""),
                        new PrometheusApi.Rule("f", "g", "broken", "recording", "1", "err", "many-to-many matching")),
                List.of(new PrometheusApi.Alert(
                        Map.of("alertname", "VivariumCostPerHour", "agent", "rockbot", "severity", "warning"),
                        Map.of("summary", "rockbot spends $3.10/h"),
                        "firing",
                        "3.1e+00",
                        Instant.parse("2026-01-01T00:00:00Z"))),
                List.of(new Delivery(
                        "2026-01-01T00:00:00Z",
                        "firing",
                        "VivariumCostPerHour",
                        "rockbot",
                        "warning",
                        "rockbot spends $3.10/h")),
                List.of(
                        new LedgerCheck.Row(
                                "pod-1", "sim-large", "calls", BigDecimal.valueOf(160), BigDecimal.valueOf(160), true),
                        new LedgerCheck.Row(
                                "pod-1",
                                "sim-large",
                                "input_tokens",
                                BigDecimal.valueOf(2),
                                BigDecimal.valueOf(1),
                                false)),
                List.of("kubectl -n rockbot get vivarium"));
    }

    private static Condition condition(String type, ConditionStatus status, String reason) {
        return new Condition(type, status, 1L, "2026-01-01T00:00:00Z", reason, "");
    }
}
