package dev.vivarium.operator.observation;

/** Prometheus could not be asked, or refused to answer; the message says why. */
final class PrometheusException extends Exception {
    private static final long serialVersionUID = 1L;

    PrometheusException(String message, Throwable cause) {
        super(message, cause);
    }

    PrometheusException(String message) {
        super(message);
    }
}
