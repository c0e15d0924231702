package dev.vivarium.operator.dashboards.promql;

import java.time.Duration;
import java.util.List;

/**
 * An expression of PromQL.
 *
 * @param text as Prometheus reads it
 * @param compound whether it has an operator outside all parentheses, so that it needs parentheses as an operand
 */
public record Expr(String text, boolean compound) {
    private static final int SECONDS_PER_MINUTE = 60;
    private static final int SECONDS_PER_HOUR = 3600;

    /** A series that was silent for no longer than this when the time range began was there before. */
    private static final String OUTAGE = "1h";

    /** The series as they are. */
    public static Expr series(String name, Selector selector) {
        return call(selector.of(name));
    }

    /** How much a counter grows in a second. */
    public static Expr rate(String counter, Selector selector, Window window) {
        return call("rate(" + selector.of(counter) + window.brackets() + ")");
    }

    /** How much a counter grew. */
    public static Expr increase(String counter, Selector selector, Window window) {
        return call("increase(" + selector.of(counter) + window.brackets() + ")");
    }

    /**
     * How much a counter grew over the whole time range, what it had at its birth included.
     *
     * <p>{@code increase} sees only what comes after the first sample of a series. A series begins to exist with its first event, so that the first error, or the
     * only task of a pod, would not be counted. What a series had when it was first seen is therefore added where it was not there before the time range, and
     * its pod either was, or was seen before it ended its first turn. A pod that Prometheus came to know in the middle of its life adds nothing: what it did
     * before is not of this time range.
     *
     * @param podTurns recorded turns of each pod
     * @param pod labels that name a pod
     */
    public static Expr grown(String counter, Selector selector, String podTurns, List<String> pod) {
        var range = Window.RANGE.brackets();
        var before = " offset " + Window.RANGE.length();
        var born = "min_over_time(" + selector.of(counter) + range + ") unless last_over_time(" + selector.of(counter)
                + "["
                + OUTAGE + "]" + before + ") and on (" + String.join(", ", pod) + ") (min_over_time(" + podTurns + range
                + ") == 0 or " + podTurns + before + ")";
        return operation(increase(counter, selector, Window.RANGE).text + " or label_replace(" + born
                + ", \"born\", \"yes\", \"\", \"\")");
    }

    /** The greatest value of each series. */
    public static Expr maxOverTime(String series, Selector selector, Window window) {
        return call("max_over_time(" + selector.of(series) + window.brackets() + ")");
    }

    private static Expr call(String text) {
        return new Expr(text, false);
    }

    private static Expr operation(String text) {
        return new Expr(text, true);
    }

    public Expr sum() {
        return call("sum(" + text + ")");
    }

    /** The sum of each group; of all when there are no labels. */
    public Expr sumBy(List<String> labels) {
        return labels.isEmpty() ? sum() : aggregate("sum", labels);
    }

    /** The greatest of each group; of all when there are no labels. */
    public Expr maxBy(List<String> labels) {
        return labels.isEmpty() ? call("max(" + text + ")") : aggregate("max", labels);
    }

    /** How many there are in each group; of all when there are no labels. */
    public Expr countBy(List<String> labels) {
        return labels.isEmpty() ? call("count(" + text + ")") : aggregate("count", labels);
    }

    private Expr aggregate(String operator, List<String> labels) {
        return call(operator + " by (" + String.join(", ", labels) + ") (" + text + ")");
    }

    public Expr perMinute() {
        return operation(operand() + " * " + SECONDS_PER_MINUTE);
    }

    public Expr perHour() {
        return operation(operand() + " * " + SECONDS_PER_HOUR);
    }

    /** What an increase over the time range of the dashboard would be over another time, at the same pace. */
    public Expr ifRangeWere(Duration time) {
        return operation(operand() + " / $__range_s * " + time.toSeconds());
    }

    /** The product of each of these with the one of the other side that agrees in the labels. */
    public Expr timesOneOf(List<String> labels, Expr other) {
        return operation(operand() + " * on (" + String.join(", ", labels) + ") group_left () " + other.operand());
    }

    public Expr plus(Expr other) {
        return operation(operand() + " + " + other.operand());
    }

    /** A fraction that is absent, rather than not a number, where the denominator is zero. */
    public Expr dividedBy(Expr denominator) {
        return operation(operand() + " / " + denominator.positive().operand());
    }

    /** Only what is above zero. */
    public Expr positive() {
        return operation(operand() + " > 0");
    }

    /** These, and of the others those whose labels are not among these. */
    public Expr or(Expr other) {
        return operation(operand() + " or " + other.operand());
    }

    /** Those of these whose labels are also among the others. */
    public Expr and(Expr other) {
        return operation(operand() + " and " + other.operand());
    }

    /** Those of these that agree with one of the others in the labels. */
    public Expr andOn(List<String> labels, Expr other) {
        return operation(operand() + " and on (" + String.join(", ", labels) + ") " + other.operand());
    }

    /** Zero where nothing was ever counted. Only for an expression without labels. */
    public Expr orZero() {
        return operation(operand() + " or vector(0)");
    }

    /** Zero for each of the others that is not among these. */
    public Expr orZeroOf(Expr others) {
        return operation(operand() + " or " + others.operand() + " * 0");
    }

    /**
     * Only the groups with the most, by a measure over the whole time range: unlike plain {@code topk} the same groups at every step of a course, so that a
     * panel with hundreds of agents stays readable and shows whole lines.
     *
     * @param labels what both this expression and the measure are grouped by
     */
    public Expr top(int limit, List<String> labels, Expr measure) {
        return andOn(labels, call("topk(" + limit + ", " + measure.text + ")"));
    }

    /** With the value of one label also in another. */
    public Expr withLabelFrom(String source, String label) {
        return call("label_replace(%s, \"%s\", \"$1\", \"%s\", \"(.*)\")".formatted(text, label, source));
    }

    public Expr quantile(double quantile) {
        return call("histogram_quantile(" + quantile + ", " + text + ")");
    }

    private String operand() {
        return compound ? "(" + text + ")" : text;
    }

    @Override
    public String toString() {
        return text;
    }
}
