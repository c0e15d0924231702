package dev.vivarium.operator.dashboards.grafana;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.ArrayList;
import java.util.List;

/**
 * Limits beyond which a value changes its colour.
 *
 * @param steps by growing value; the first has none and holds below all others
 */
public record Thresholds(String mode, List<Step> steps) {
    private static final String GOOD = "green";
    private static final String BAD = "red";

    /**
     * A colour from a value on.
     *
     * @param value in the panel's unit; null for the first step
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Step(String color, Double value) {}

    public Thresholds {
        steps = List.copyOf(steps);
        if (steps.isEmpty() || steps.get(0).value() != null) {
            throw new IllegalArgumentException("the first step has no value: " + steps);
        }
    }

    /** Nothing is too much. */
    public static Thresholds none() {
        return new Thresholds("absolute", List.of(new Step("blue", null)));
    }

    /** Too much from the limit on. */
    public static Thresholds bad(double limit) {
        return new Thresholds("absolute", List.of(new Step(GOOD, null), new Step(BAD, limit)));
    }

    /** The limits alone, in their order. */
    public List<Double> limits() {
        var limits = new ArrayList<Double>();
        steps.forEach(step -> {
            if (step.value() != null) {
                limits.add(step.value());
            }
        });
        return limits;
    }
}
