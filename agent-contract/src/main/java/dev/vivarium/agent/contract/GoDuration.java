package dev.vivarium.agent.contract;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Durations as Go and Kubernetes manifests write them: one or more decimal numbers, each with a unit of {@code ms}, {@code s}, {@code m} or {@code h}, such as
 * {@code 250ms}, {@code 1.5s} or {@code 1h30m}.
 */
public final class GoDuration {
    private static final Pattern WHOLE = Pattern.compile("([0-9]+(\\.[0-9]+)?(ms|s|m|h))+");
    private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h)");

    private GoDuration() {}

    /**
     * Parses a duration; a fraction finer than a nanosecond is rounded down.
     *
     * @throws IllegalArgumentException when the text is not a Go-style duration, or longer than {@link Duration} holds
     */
    public static Duration parse(String text) {
        if (text == null || !WHOLE.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 250ms, 30s, 5m or 1h30m");
        }
        var nanos = BigDecimal.ZERO;
        var parts = PART.matcher(text);
        while (parts.find()) {
            nanos = nanos.add(new BigDecimal(parts.group(1)).multiply(nanosPerUnit(parts.group(2))));
        }
        try {
            var whole = nanos.setScale(0, RoundingMode.DOWN).toBigIntegerExact();
            var billion = java.math.BigInteger.valueOf(1_000_000_000);
            return Duration.ofSeconds(
                    whole.divide(billion).longValueExact(), whole.mod(billion).longValueExact());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("'" + text + "' is longer than a duration can be", e);
        }
    }

    /** The shortest text that {@link #parse} turns back into the duration, down to milliseconds: {@code 90s} becomes {@code 1m30s}. */
    public static String format(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a duration cannot be negative: " + duration);
        }
        if (duration.isZero()) {
            return "0s";
        }
        var text = new StringBuilder();
        append(text, duration.toHours(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.toString();
    }

    private static void append(StringBuilder text, long number, String unit) {
        if (number > 0) {
            text.append(number).append(unit);
        }
    }

    private static BigDecimal nanosPerUnit(String unit) {
        return switch (unit) {
            case "ms" -> BigDecimal.valueOf(1_000_000L);
            case "s" -> BigDecimal.valueOf(1_000_000_000L);
            case "m" -> BigDecimal.valueOf(60_000_000_000L);
            default -> BigDecimal.valueOf(3_600_000_000_000L);
        };
    }
}
