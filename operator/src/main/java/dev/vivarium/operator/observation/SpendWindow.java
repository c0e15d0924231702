package dev.vivarium.operator.observation;

import dev.vivarium.operator.alerting.RecordedSeries;
import dev.vivarium.telemetry.ResourceLabel;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of the current day over which spending is summed. Its end moves every two minutes only: so a figure does too, and a thousand busy agents do not make
 * a thousand writes with each round of questions.
 *
 * @param day in UTC
 * @param end not after now, and not before the day began
 */
record SpendWindow(LocalDate day, Instant end) {
    private static final Duration STEP = Duration.ofMinutes(2);

    /** How long Prometheus may have been away around midnight without taking what was spent before for what was spent since. */
    private static final String BEFORE = "1h";

    private static final String KEY = Stream.of(ResourceLabel.NAMESPACE, ResourceLabel.KIND, ResourceLabel.NAME)
            .map(ResourceLabel::label)
            .collect(Collectors.joining(", "));

    static SpendWindow at(Instant now) {
        var seconds = now.getEpochSecond();
        return new SpendWindow(
                LocalDate.ofInstant(now, ZoneOffset.UTC),
                Instant.ofEpochSecond(seconds - Math.floorMod(seconds, STEP.toSeconds())));
    }

    Instant start() {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** Whether the day has only just begun. */
    boolean isEmpty() {
        return !end.isAfter(start());
    }

    /**
     * US dollars of each agent, when evaluated at the end of the window.
     *
     * <p>For a pod that is the last value of its counter less the one at the beginning of the day, or all of it for a pod that was not there then: exactly what it
     * counted, where {@code increase} would extrapolate, and would miss what a new pod had spent when it was first seen. Only a counter that began anew
     * in the same pod is left to {@code increase}.
     */
    String expression() {
        var today =
                RecordedSeries.POD_COST + "[" + Duration.between(start(), end).toSeconds() + "s]";
        var before = RecordedSeries.POD_COST + "[" + BEFORE + "] @ " + start().getEpochSecond();
        return "sum by (" + KEY + ") ((increase(" + today + ") and resets(" + today + ") > 0) or (last_over_time("
                + today + ") - last_over_time(" + before + ")) or last_over_time(" + today + "))";
    }
}
