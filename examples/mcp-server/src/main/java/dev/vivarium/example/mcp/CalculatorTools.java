package dev.vivarium.example.mcp;

import io.quarkiverse.mcp.server.Tool;
import io.quarkiverse.mcp.server.ToolArg;
import io.quarkiverse.mcp.server.ToolCallException;
import jakarta.inject.Singleton;

/** Arithmetic. */
@Singleton
public class CalculatorTools {
    static final String CALCULATE = "calculate";

    @Tool(
            name = CALCULATE,
            description = "Evaluates an arithmetic expression with decimal numbers, + - * / ^ and parentheses.",
            annotations = @Tool.Annotations(title = "Calculate", readOnlyHint = true, openWorldHint = false))
    String calculate(@ToolArg(description = "The expression, such as (2 + 3) * 4.5") String expression) {
        try {
            return Expression.format(Expression.evaluate(expression));
        } catch (ExpressionException e) {
            throw new ToolCallException(e.getMessage());
        }
    }
}
