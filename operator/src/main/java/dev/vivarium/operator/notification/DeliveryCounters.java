package dev.vivarium.operator.notification;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What an Alertmanager counted of one receiver since it was started.
 *
 * @param attempts requests to the receiver that have ended
 * @param failedAttempts those of them that failed
 * @param givenUp notifications that it does not try to deliver any more
 */
record DeliveryCounters(long attempts, long failedAttempts, long givenUp) {
    private static final String ATTEMPTS = "alertmanager_notification_requests_total";
    private static final String FAILED = "alertmanager_notification_requests_failed_total";
    private static final String GIVEN_UP = "alertmanager_notifications_failed_total";
    private static final Pattern LINE = Pattern.compile("^([a-z_]+)\\{(.*)} ([0-9.e+]+)$", Pattern.MULTILINE);

    static final DeliveryCounters NONE = new DeliveryCounters(0, 0, 0);

    /**
     * Reads the metrics of an Alertmanager; a receiver that it has not tried yet has counted nothing.
     *
     * @return empty when this one does not count by receiver, or is no Alertmanager
     */
    static Optional<DeliveryCounters> of(String metrics, String receiver) {
        var label = "receiver_name=\"" + receiver + "\"";
        var byReceiver = false;
        var counters = NONE;
        var matcher = LINE.matcher(metrics);
        while (matcher.find()) {
            byReceiver |= matcher.group(2).contains("receiver_name=\"");
            if (!("," + matcher.group(2)).contains("," + label)) {
                continue;
            }
            var value = (long) Double.parseDouble(matcher.group(3));
            counters = switch (matcher.group(1)) {
                case ATTEMPTS -> counters.plus(value, 0, 0);
                case FAILED -> counters.plus(0, value, 0);
                case GIVEN_UP -> counters.plus(0, 0, value);
                default -> counters;
            };
        }
        return byReceiver ? Optional.of(counters) : Optional.empty();
    }

    DeliveryCounters since(DeliveryCounters before) {
        return plus(-before.attempts, -before.failedAttempts, -before.givenUp);
    }

    boolean succeeded() {
        return attempts > failedAttempts;
    }

    private DeliveryCounters plus(long moreAttempts, long moreFailed, long moreGivenUp) {
        return new DeliveryCounters(attempts + moreAttempts, failedAttempts + moreFailed, givenUp + moreGivenUp);
    }
}
