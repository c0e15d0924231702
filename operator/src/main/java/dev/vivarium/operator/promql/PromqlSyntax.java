package dev.vivarium.operator.promql;

/**
 * Checks expressions that people write, before they stand in a rule file: Prometheus refuses a file, and with it all rules, for one that it cannot read. What
 * passes here is an expression to Prometheus 2.45 and newer; a few that newer ones know, such as sums of durations, do not pass.
 */
public final class PromqlSyntax {
    private PromqlSyntax() {}

    /**
     * The type of what the expression gives.
     *
     * @throws PromqlException when it is none
     */
    public static ValueType check(String expression) throws PromqlException {
        return new Parser(Lexer.tokens(expression)).whole();
    }

    /**
     * The same for an expression that an alert fires by.
     *
     * @throws PromqlException also when it gives neither a vector nor a number
     */
    public static void checkAlert(String expression) throws PromqlException {
        var type = check(expression);
        if (type != ValueType.VECTOR && type != ValueType.SCALAR) {
            throw new PromqlException(
                    0, "the expression gives " + type.title() + ", and an alert needs an instant vector");
        }
    }
}
