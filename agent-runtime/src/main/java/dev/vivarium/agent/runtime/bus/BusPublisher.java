package dev.vivarium.agent.runtime.bus;

import dev.vivarium.agent.contract.MessageHeaders;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;

/** Publishes a message with its time, trace context, span and metrics. */
final class BusPublisher {
    private static final String UNAVAILABLE = "unavailable";
    private static final String CANCELLED = "cancelled";

    private final BusTelemetry telemetry;
    private final Clock clock;

    BusPublisher(BusTelemetry telemetry, Clock clock) {
        this.telemetry = telemetry;
        this.clock = clock;
    }

    /**
     * Publishes and waits for the broker's confirmation.
     *
     * @throws BusUnavailableException when the broker did not confirm; whether the message arrived is unknown then
     */
    Publication.Outcome publish(BusSession session, Publication publication)
            throws BusUnavailableException, InterruptedException {
        var begin = System.nanoTime();
        var span = telemetry.publishSpan(publication);
        var errorType = CANCELLED;
        try {
            var outcome =
                    session.publish(stamped(publication, publication.trace().with(span)));
            errorType = switch (outcome) {
                case CONFIRMED -> null;
                case UNROUTABLE -> "unroutable";
                case REJECTED -> "rejected";
            };
            return outcome;
        } catch (BusUnavailableException e) {
            errorType = UNAVAILABLE;
            throw e;
        } finally {
            telemetry.end(span, errorType);
            telemetry.published(publication.destination(), Duration.ofNanos(System.nanoTime() - begin), errorType);
        }
    }

    private Publication stamped(Publication publication, Context trace) {
        var now = clock.millis();
        var headers = new HashMap<String, Object>();
        if (publication.properties().getHeaders() != null) {
            headers.putAll(publication.properties().getHeaders());
        }
        headers.put(MessageHeaders.ENQUEUED_AT_MS, now);
        telemetry
                .propagators()
                .getTextMapPropagator()
                .inject(
                        trace,
                        headers,
                        (Map<String, Object> carrier, String key, String value) -> carrier.put(key, value));
        var properties = publication
                .properties()
                .builder()
                .headers(headers)
                .timestamp(new Date(now))
                .deliveryMode(2)
                .build();
        return new Publication(
                publication.exchange(),
                publication.routingKey(),
                publication.destination(),
                properties,
                publication.body(),
                publication.trace());
    }
}
