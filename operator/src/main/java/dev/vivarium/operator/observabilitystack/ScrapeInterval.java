package dev.vivarium.operator.observabilitystack;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.ObservabilityStackSpec;
import java.time.Duration;

/** How often a stack samples: agents export, Prometheus scrapes and rules are evaluated at this interval, from one second to five minutes. */
final class ScrapeInterval {
    private static final Duration LONGEST_TIMEOUT = Duration.ofSeconds(10);

    private ScrapeInterval() {}

    static Duration of(ObservabilityStackSpec spec) {
        return GoDuration.parse(spec.prometheus().scrapeInterval());
    }

    /** How long one scrape may take; Prometheus refuses a timeout that is longer than the interval. */
    static Duration timeout(Duration interval) {
        return interval.compareTo(LONGEST_TIMEOUT) < 0 ? interval : LONGEST_TIMEOUT;
    }
}
