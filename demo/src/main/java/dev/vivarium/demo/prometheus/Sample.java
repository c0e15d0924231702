package dev.vivarium.demo.prometheus;

import java.math.BigDecimal;
import java.util.Map;

/**
 * One element of an instant vector.
 *
 * @param value the number as text, exactly as Prometheus gave it; may be {@code NaN} or infinite
 */
public record Sample(Map<String, String> labels, String value) {
    public Sample {
        labels = Map.copyOf(labels);
    }

    /** The label's value, empty text when the series has no such label. */
    public String label(String name) {
        return labels.getOrDefault(name, "");
    }

    public double number() {
        return switch (value) {
            case "NaN" -> Double.NaN;
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(value);
        };
    }

    /** @throws NumberFormatException when the value is not finite */
    public BigDecimal decimal() {
        return new BigDecimal(value);
    }
}
