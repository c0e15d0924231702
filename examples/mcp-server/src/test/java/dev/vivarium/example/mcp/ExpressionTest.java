package dev.vivarium.example.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "1 + 2 * 3 | 7",
                "(1 + 2) * 3 | 9",
                "0.1 + 0.2 | 0.3",
                "2 ^ 3 ^ 2 | 512",
                "-2 ^ 2 | -4",
                "2 ^ -2 | 0.25",
                "--5 | 5",
                "+7 - -2 | 9",
                "10 / 4 | 2.5",
                "1 / 3 | 0.3333333333333333333333333333333333",
                "1000 * 1000 | 1000000",
                "10 ^ 40 | 1E+40",
                "5 - 5 | 0",
                "12.50 | 12.5",
            })
    void evaluates(String expression, String value) {
        assertThat(Expression.format(Expression.evaluate(expression))).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "1 / 0 | division by zero",
                "0 ^ -1 | division by zero",
                "1 + | a number is missing at the end",
                "(1 + 2 | a closing parenthesis is missing",
                "(1 2) | unexpected '2' at position 4",
                "2 x 3 | unexpected 'x' at position 3",
                "1.2.3 | '1.2.3' at position 1 is not a number",
                "2 ^ 0.5 | an exponent must be a whole number, it is 0.5",
                "2 ^ 1000 | an exponent may be at most 999, it is 1000",
                "10 ^ 999 * 10 ^ 999 | a number gets larger or smaller than 10^999 allows",
            })
    void saysWhatIsWrong(String expression, String message) {
        assertThatThrownBy(() -> Expression.evaluate(expression))
                .isInstanceOf(ExpressionException.class)
                .hasMessage(message);
    }

    @Test
    void boundsLengthAndNesting() {
        assertThatThrownBy(() -> Expression.evaluate("1".repeat(Expression.MAX_LENGTH + 1)))
                .hasMessageContaining("at most 1000");
        assertThatThrownBy(() -> Expression.evaluate("(".repeat(65) + "1" + ")".repeat(65)))
                .hasMessageContaining("nested deeper than 64");
        assertThat(Expression.evaluate("(".repeat(64) + "1" + ")".repeat(64))).isEqualByComparingTo("1");
        assertThatThrownBy(() -> Expression.evaluate("  ")).hasMessage("the expression is empty");
    }
}
