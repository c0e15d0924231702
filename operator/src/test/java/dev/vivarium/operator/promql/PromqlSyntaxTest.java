package dev.vivarium.operator.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.operator.alerting.RuleExpressions;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PromqlSyntaxTest {
    static List<String> valid() {
        return Expressions.VALID;
    }

    static Stream<List<String>> invalid() {
        return Stream.concat(Expressions.INVALID.stream(), Expressions.NEWER.stream());
    }

    @ParameterizedTest
    @MethodSource("valid")
    void whatPrometheusReadsPasses(String expression) {
        assertThatCode(() -> PromqlSyntax.checkAlert(expression)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void whatItDoesNotReadIsToldWithItsPlace(List<String> expression) {
        assertThatThrownBy(() -> PromqlSyntax.checkAlert(expression.getFirst()))
                .isInstanceOf(PromqlException.class)
                .message()
                .startsWith(expression.getLast());
    }

    @Test
    void everyExpressionOfTheRulesPasses() {
        assertThat(RuleExpressions.underTest()).hasSizeGreaterThan(40).allSatisfy(PromqlSyntax::check);
    }

    @Test
    void typesAreTold() throws PromqlException {
        assertThat(PromqlSyntax.check("1")).isEqualTo(ValueType.SCALAR);
        assertThat(PromqlSyntax.check("up[5m]")).isEqualTo(ValueType.MATRIX);
        assertThat(PromqlSyntax.check("'a'")).isEqualTo(ValueType.STRING);
        assertThatThrownBy(() -> PromqlSyntax.checkAlert("up[5m]"))
                .hasMessageContaining("gives a range vector, and an alert needs an instant vector");
    }

    @Test
    void problemsNameTheFieldAndTheAlert() throws IOException {
        var alerts = new com.fasterxml.jackson.dataformat.yaml.YAMLMapper().readValue("""
                custom:
                - {name: Good, expr: up == 0, summary: down}
                - {name: Bad, expr: up ==, summary: down}
                """, AlertsSpec.class);

        assertThat(CustomExpressions.problems(alerts, "spec.alerts"))
                .containsExactly(java.util.Map.entry(
                        "spec.alerts.custom[1].expr",
                        "the alert Bad is left out, for this is not PromQL: at character 6: unexpected the end"));
    }
}
