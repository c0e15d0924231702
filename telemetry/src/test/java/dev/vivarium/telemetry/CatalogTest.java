package dev.vivarium.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

class CatalogTest {
    private static final Path PAGE = Path.of(System.getProperty("vivarium.root"), "docs", "reference", "metrics.md");

    @Test
    void namesInPrometheusFollowTheTranslationRules() {
        assertThat(Catalog.COST_USD.prometheusName()).isEqualTo("vivarium_llm_cost_usd_total");
        assertThat(Catalog.INFERENCE_DURATION.bucket()).isEqualTo("gen_ai_client_inference_duration_seconds_bucket");
        assertThat(Catalog.CALLS_PER_TURN.count()).isEqualTo("gen_ai_invoke_agent_inference_calls_count");
        assertThat(Catalog.INPUT_TOKENS.prometheusName()).isEqualTo("gen_ai_client_inference_usage_input_tokens_total");
        assertThat(Catalog.ACTIVE_MESSAGES.prometheusName()).isEqualTo("vivarium_messaging_message_active");
        assertThat(Catalog.QUEUE_DEPTH.prometheusName()).isEqualTo("vivarium_messaging_queue_depth");
    }

    @Test
    void listsEveryConstant() {
        var constants = Arrays.stream(Catalog.class.getDeclaredFields())
                .filter(field -> field.getType() == Metric.class && Modifier.isPublic(field.getModifiers()))
                .count();
        assertThat(Catalog.all()).hasSize((int) constants);
    }

    @Test
    void noTwoMetricsShareASeries() {
        assertThat(new HashSet<>(Catalog.prometheusSeries())).hasSameSizeAs(Catalog.prometheusSeries());
    }

    @Test
    void boundariesGrow() {
        assertThat(Catalog.all())
                .allSatisfy(metric -> assertThat(metric.boundaries()).isSorted().doesNotHaveDuplicates());
    }

    @Test
    void theReferencePageIsCurrent() throws IOException {
        if (Boolean.getBoolean("vivarium.golden.update")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, CatalogMarkdown.render());
        }
        assertThat(PAGE)
                .as("regenerate with ./mvnw -pl telemetry test -Dvivarium.golden.update=true")
                .hasContent(CatalogMarkdown.render());
    }
}
