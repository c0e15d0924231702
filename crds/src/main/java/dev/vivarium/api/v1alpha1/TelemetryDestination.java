package dev.vivarium.api.v1alpha1;

/** Where the telemetry of a resource goes, and by which names. */
public interface TelemetryDestination {
    /** Null when the resource names no stack. */
    StackRef stackRef();

    /** {@code service.name}; null for the resource's name. */
    String serviceName();

    Semconv semconv();
}
