package dev.vivarium.operator.alerting;

import java.util.List;

/** Expressions of the rules, for tests elsewhere. */
public final class RuleExpressions {
    private RuleExpressions() {}

    public static List<String> underTest() {
        return AlertRules.expressions(AlertingInputs.underTest()).stream()
                .map(RuleExpression::expression)
                .toList();
    }
}
