package dev.vivarium.operator.alerting;

/**
 * A PromQL expression of a rule.
 *
 * @param rule name of the recorded series, or of the alert
 * @param alert whether it is an alert's, which gives data only while its condition holds
 */
public record RuleExpression(String file, String rule, boolean alert, String expression) {}
