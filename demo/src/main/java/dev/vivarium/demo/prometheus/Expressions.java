package dev.vivarium.demo.prometheus;

import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Metric;
import dev.vivarium.telemetry.ResourceLabel;
import java.util.Arrays;
import java.util.stream.Collectors;

/** PromQL over the metrics of the catalogue, for one namespace. */
public final class Expressions {
    public static final String KIND = ResourceLabel.KIND.label();
    public static final String NAME = ResourceLabel.NAME.label();
    public static final String POD = ResourceLabel.POD.label();
    public static final String MODEL = Attribute.REQUEST_MODEL.label();

    private final String selector;

    public Expressions(String namespace) {
        this.selector = "{%s=\"%s\"}".formatted(ResourceLabel.NAMESPACE.label(), namespace);
    }

    /** Everything that was counted since the pods started, by labels. */
    public String total(Metric counter, String... by) {
        return sum(counter.prometheusName(), by);
    }

    /** How often a histogram observed something since the pods started, by labels. */
    public String count(Metric histogram, String... by) {
        return sum(histogram.count(), by);
    }

    /** A quantile over everything that a histogram observed since the pods started, by labels. */
    public String quantile(double quantile, Metric histogram, String... by) {
        var labels = new String[by.length + 1];
        labels[0] = "le";
        System.arraycopy(by, 0, labels, 1, by.length);
        return "histogram_quantile(%s, %s)".formatted(quantile, sum(histogram.bucket(), labels));
    }

    private String sum(String series, String... by) {
        return "sum by (%s) (%s%s)".formatted(Arrays.stream(by).collect(Collectors.joining(", ")), series, selector);
    }
}
