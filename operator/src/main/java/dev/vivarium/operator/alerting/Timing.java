package dev.vivarium.operator.alerting;

import dev.vivarium.agent.contract.GoDuration;
import java.time.Duration;

/**
 * How often rules are evaluated and how far they look back, by how often samples come. A rate needs at least two samples in its window, and a few more to
 * be steady, so that the windows grow when samples are rare.
 *
 * @param evaluation between two evaluations of signals and alerts: 15 s, or the next multiple of the scrape interval
 * @param constants between two evaluations of thresholds; well below the five minutes for which Prometheus takes a sample to be current
 * @param brief window of what changes fast: tokens, consumption
 * @param usual window of everything else
 * @param lasting window of what is rare
 * @param margin room for scrapes, exports and evaluations that do not come at the same moment
 */
record Timing(
        Duration evaluation, Duration constants, Duration brief, Duration usual, Duration lasting, Duration margin) {
    private static final Duration LEAST_EVALUATION = Duration.ofSeconds(15);
    private static final int LEAST_SAMPLES = 4;

    static Timing of(Duration scrapeInterval) {
        var multiple = LEAST_EVALUATION.plus(scrapeInterval).minusNanos(1).dividedBy(scrapeInterval);
        var evaluation = scrapeInterval.multipliedBy(Math.max(1, multiple));
        var shortest = scrapeInterval.multipliedBy(LEAST_SAMPLES);
        return new Timing(
                evaluation,
                Duration.ofSeconds(30),
                longer(Duration.ofMinutes(5), shortest),
                longer(Duration.ofMinutes(10), shortest),
                Duration.ofHours(1),
                longer(Duration.ofMinutes(2), scrapeInterval.multipliedBy(2)));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    /** The duration as PromQL and the names of recorded series write it. */
    static String text(Duration duration) {
        return GoDuration.format(duration);
    }
}
