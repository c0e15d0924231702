package dev.vivarium.operator.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every alert is tried with every case, or it is said why it cannot be. {@link PromtoolIT} runs the tests that are counted here. */
class AlertCasesTest {
    private static List<CaseTests.Group> groups;

    @BeforeAll
    static void read() throws IOException {
        if (Boolean.getBoolean("vivarium.golden.update")) {
            assertGeneratedTestsAreCurrent();
        }
        groups = CaseTests.groups();
    }

    static List<String> alerts() {
        return AlertRules.expressions(AlertingInputs.underTest()).stream()
                .filter(RuleExpression::alert)
                .map(RuleExpression::rule)
                .distinct()
                .toList();
    }

    static Stream<Arguments> matrix() {
        return alerts().stream()
                .flatMap(alert -> Arrays.stream(AlertCase.values()).map(one -> Arguments.of(alert, one)));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("matrix")
    void everyAlertIsTriedWithEveryCase(String alert, AlertCase alertCase) {
        var tests = groups.stream()
                .filter(group -> group.alert().equals(alert) && group.title().equals(alertCase.title()))
                .toList();
        if (CaseExclusions.reason(alert, alertCase).isPresent()) {
            assertThat(tests)
                    .as("%s is excluded from the case '%s' and tested nevertheless", alert, alertCase.title())
                    .isEmpty();
            return;
        }
        assertThat(tests)
                .as(
                        "%s has no promtool test of the case '%s' (%s). Name a group of tests in config/prometheus/tests '%s: %s',"
                                + " have it generated (CaseLoads), or say why it cannot happen (CaseExclusions); see 'An alert' in CONTRIBUTING.md",
                        alert, alertCase.title(), alertCase.meaning(), alert, alertCase.title())
                .isNotEmpty();
        assertThat(tests.stream().flatMap(group -> group.proofs().stream()).distinct())
                .as("what the tests of '%s: %s' assert of the alert itself", alert, alertCase.title())
                .containsAll(alertCase.proofs());
    }

    @Test
    void namesOfTestsAreThoseOfAlertsAndCases() {
        var alerts = alerts();
        assertThat(groups).allSatisfy(group -> {
            assertThat(alerts).as("in %s", group.file()).contains(group.alert());
            assertThat(AlertCase.titled(group.title()))
                    .as("'%s: %s' in %s", group.alert(), group.title(), group.file())
                    .isPresent();
        });
        assertThat(alerts).containsAll(CaseExclusions.alerts());
    }

    @Test
    void theGeneratedTestsAreCurrent() {
        assertGeneratedTestsAreCurrent();
    }

    private static void assertGeneratedTestsAreCurrent() {
        CommittedFiles.assertCurrent(CaseTests.DIRECTORY.resolve("cases"), CaseFiles.render());
        CommittedFiles.assertCurrent(CaseTests.DIRECTORY.resolve("cases/rules"), AlertRules.render(CaseFiles.input()));
    }
}
