package dev.vivarium.telemetry;

import java.util.List;
import java.util.Map;

/**
 * One metric of the catalogue.
 *
 * @param name OpenTelemetry name
 * @param unit UCUM unit or annotation: {@code s}, {@code {token}}
 * @param boundaries explicit bucket boundaries of a histogram, in the metric's unit; empty otherwise
 * @param attributes every attribute that a data point may have
 */
public record Metric(
        String name,
        Instrument instrument,
        String unit,
        List<Double> boundaries,
        List<Attribute> attributes,
        Source source,
        String description) {

    /** Units that the collector's Prometheus exporter writes out as a suffix; annotations in braces are dropped. */
    private static final Map<String, String> UNIT_SUFFIXES =
            Map.of("s", "_seconds", "ms", "_milliseconds", "By", "_bytes", "1", "_ratio");

    public Metric {
        boundaries = List.copyOf(boundaries);
        attributes = List.copyOf(attributes);
        if ((instrument == Instrument.HISTOGRAM) == boundaries.isEmpty()) {
            throw new IllegalArgumentException(name + ": a histogram has boundaries, and only a histogram");
        }
    }

    /** Name of the metric family in Prometheus, by the translation rules of the OpenTelemetry specification's Prometheus exporter. */
    public String prometheusName() {
        var base = name.replace('.', '_');
        var suffix = unit.equals("1") && instrument != Instrument.GAUGE ? "" : UNIT_SUFFIXES.getOrDefault(unit, "");
        if (!suffix.isEmpty() && !base.endsWith(suffix)) {
            base += suffix;
        }
        return instrument.isMonotonic() && !base.endsWith("_total") ? base + "_total" : base;
    }

    /** The cumulative bucket series of a histogram. */
    public String bucket() {
        return histogram() + "_bucket";
    }

    /** The series that counts the observations of a histogram. */
    public String count() {
        return histogram() + "_count";
    }

    /** The series that adds up the observations of a histogram. */
    public String sum() {
        return histogram() + "_sum";
    }

    private String histogram() {
        if (instrument != Instrument.HISTOGRAM) {
            throw new IllegalStateException(name + " is not a histogram");
        }
        return prometheusName();
    }
}
