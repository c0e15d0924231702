package dev.vivarium.operator.alerting;

import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.ResourceLabel;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Pieces of PromQL that the rules are put together from. */
final class Promql {
    /** Labels that name an agent. */
    static final String AGENT =
            labels(ResourceLabel.NAMESPACE.label(), ResourceLabel.KIND.label(), ResourceLabel.NAME.label());

    /** Labels that name one pod of an agent. */
    static final String POD = labels(AGENT, ResourceLabel.POD.label());

    private Promql() {}

    static String labels(String... labels) {
        return String.join(", ", labels);
    }

    static String labels(Attribute attribute) {
        return labels(AGENT, attribute.label());
    }

    /** A string literal. */
    static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    static String matcher(String label, String operator, String value) {
        return label + operator + quote(value);
    }

    static String matcher(Attribute attribute, String operator, String value) {
        return matcher(attribute.label(), operator, value);
    }

    static String selector(String series, String... matchers) {
        return matchers.length == 0 ? series : series + "{" + String.join(", ", matchers) + "}";
    }

    /** All series of any of these names. */
    static String anyOf(Stream<String> names, String... matchers) {
        return selector(
                "",
                Stream.concat(
                                Stream.of(matcher("__name__", "=~", names.collect(Collectors.joining("|")))),
                                Arrays.stream(matchers))
                        .toArray(String[]::new));
    }

    /**
     * How much counters grew within the window, summed by labels.
     *
     * <p>{@code increase} sees only what comes after a series' first sample. A counter begins to exist with its first event, so that the first error, or the
     * first call of a model, would never be counted. A series that was not there a window ago is therefore counted by its value, where it is known that it
     * really is new ({@link Telemetry#births}); one that came back after an outage is not, or all that it ever counted would seem to have happened now.
     */
    static String increase(String selector, String by, Duration window, Timing timing) {
        var earlier = window.plus(timing.margin().dividedBy(2));
        var born = selector + "\nunless " + selector + " offset " + Timing.text(window) + "\nunless " + selector
                + " offset " + Timing.text(earlier) + "\nand on (" + POD + ") " + Telemetry.births(window);
        return sum(by, indent(born) + "\nor\n" + indent("increase(" + selector + "[" + Timing.text(window) + "])"));
    }

    static String sum(String by, String expression) {
        return aggregate("sum", by, expression);
    }

    static String aggregate(String operator, String by, String expression) {
        return operator + " by (" + by + ") (\n" + indent(expression) + "\n)";
    }

    /** The 95th percentile of a histogram; no series where nothing was observed, instead of one that is not a number. */
    static String p95(String bucketsByAgent) {
        return "histogram_quantile(\n  0.95,\n" + indent(bucketsByAgent) + "\n) >= 0";
    }

    /** A share of the whole; 0 where nothing of it happened, no series where nothing happened at all. */
    static String ratio(String part, String whole) {
        return "(" + part + " or " + whole + " * 0)\n/\n(" + whole + " > 0)";
    }

    static String indent(String text) {
        return "  " + text.replace("\n", "\n  ");
    }
}
