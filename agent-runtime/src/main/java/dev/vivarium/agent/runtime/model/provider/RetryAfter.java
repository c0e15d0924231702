package dev.vivarium.agent.runtime.model.provider;

import java.net.http.HttpHeaders;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** How long a provider asks to wait: {@code retry-after-ms} (OpenAI), or {@code Retry-After} in seconds or as a date (RFC 9110). */
final class RetryAfter {
    private RetryAfter() {}

    /** Empty when there is no such header, or when it says nothing that can be understood. Never negative. */
    static Optional<Duration> of(HttpHeaders headers, Clock clock) {
        return headers.firstValue("retry-after-ms")
                .flatMap(value -> decimal(value, 1))
                .or(() -> headers.firstValue("Retry-After")
                        .flatMap(value -> decimal(value, 1000).or(() -> date(value, clock))));
    }

    private static Optional<Duration> decimal(String text, int millis) {
        try {
            var number = Double.parseDouble(text.strip()) * millis;
            return Double.isFinite(number)
                    ? Optional.of(Duration.ofMillis(Math.max(0, (long) Math.ceil(number))))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> date(String text, Clock clock) {
        try {
            var wait = Duration.between(
                    clock.instant(), Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip())));
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
