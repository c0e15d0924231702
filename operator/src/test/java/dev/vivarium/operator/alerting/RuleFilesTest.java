package dev.vivarium.operator.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RuleFilesTest {
    @Test
    void theRulesUnderTestAreThoseThatAreRendered() {
        CommittedFiles.assertCurrent(
                CommittedFiles.ROOT.resolve("config/prometheus/tests/rules"),
                AlertRules.render(AlertingInputs.underTest()));
    }

    @ParameterizedTest
    @MethodSource("unusual")
    void rendersUnusualInputs(String name) {
        CommittedFiles.assertCurrent(
                CommittedFiles.ROOT.resolve("operator/src/test/resources/golden/alerting/" + name),
                AlertRules.render(AlertingInputs.unusual().get(name)));
    }

    static Stream<String> unusual() {
        return AlertingInputs.unusual().keySet().stream();
    }

    @Test
    void theOrderOfTargetsDoesNotMatter() {
        var input = AlertingInputs.underTest();
        var reversed = new ArrayList<>(input.targets());
        Collections.reverse(reversed);
        assertThat(AlertRules.render(new AlertingInput(
                        input.stack(),
                        input.defaults(),
                        reversed,
                        input.grafanaUrl(),
                        input.runbookBaseUrl(),
                        input.scrapeInterval())))
                .isEqualTo(AlertRules.render(input));
    }

    @Test
    void alertingRulesDoNotGrowWithAgents() {
        assertThat(AlertRules.expressions(AlertingInputs.large(1000)))
                .hasSameSizeAs(AlertRules.expressions(AlertingInputs.large(10)));
    }

    /** Constants that move between groups are missing until both groups were evaluated. */
    @Test
    void agentsStayInTheirFileWhileOthersCome() {
        var few = AlertRules.render(AlertingInputs.large(990));
        var more = AlertRules.render(AlertingInputs.large(1000));
        assertThat(more.keySet()).isEqualTo(few.keySet());
        few.forEach((file, yaml) -> {
            if (file.startsWith("agents-")) {
                assertThat(more.get(file).lines()).containsAll(yaml.lines().toList());
            }
        });
    }

    @Test
    void filesOfAThousandAgentsFitIntoConfigMaps() {
        var files = AlertRules.render(AlertingInputs.large(1000));
        assertThat(files.values())
                .allSatisfy(file -> assertThat(file.getBytes(StandardCharsets.UTF_8))
                        .hasSizeLessThanOrEqualTo(AlertRules.MAX_FILE_BYTES));
    }
}
