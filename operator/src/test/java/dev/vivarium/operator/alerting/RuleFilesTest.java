package dev.vivarium.operator.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class RuleFilesTest {
    @Test
    void theRulesUnderTestAreThoseThatAreRendered() {
        CommittedFiles.assertCurrent(
                CommittedFiles.ROOT.resolve("config/prometheus/tests/rules"),
                AlertRules.render(AlertingInputs.underTest()));
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
    void filesOfAThousandAgentsFitIntoConfigMaps() {
        var files = AlertRules.render(AlertingInputs.large(1000));
        assertThat(files.values())
                .allSatisfy(file -> assertThat(file.getBytes(StandardCharsets.UTF_8))
                        .hasSizeLessThanOrEqualTo(AlertRules.MAX_FILE_BYTES));
    }
}
