package dev.vivarium.agent.runtime.telemetry;

import dev.vivarium.telemetry.Metric;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.context.Context;
import java.util.List;

/** A histogram whose buckets are kept in the journal, each as two totals: how many observations it has, and what they add up to. */
record DurableHistogram(Metric metric, DoubleHistogram histogram, TotalsJournal journal) implements DoubleHistogram {
    /** Beside the attributes of the metric in the journal, none of which has such a name. */
    private static final AttributeKey<String> BUCKET = AttributeKey.stringKey("bucket");

    private static final String COUNT = ":count";
    private static final String SUM = ":sum";

    @Override
    public void record(double value) {
        record(value, Attributes.empty());
    }

    @Override
    public void record(double value, Attributes attributes) {
        record(value, attributes, Context.current());
    }

    @Override
    public void record(double value, Attributes attributes, Context context) {
        var bucket = attributes.toBuilder()
                .put(BUCKET, Integer.toString(bucket(metric.boundaries(), value)))
                .build();
        // The sum first, since that is what tokens are counted by: a process that is killed between the two leaves it
        // right.
        journal.add(DurableCounters.series(metric.name() + SUM, bucket), value);
        journal.add(DurableCounters.series(metric.name() + COUNT, bucket), 1);
        histogram.record(value, attributes, context);
    }

    /** Makes the observations again that are in the journal. */
    void restore() {
        var totals = journal.totals();
        totals.forEach((series, count) -> {
            if (series.counter().equals(metric.name() + COUNT)) {
                var sum = totals.getOrDefault(new TotalsJournal.Series(metric.name() + SUM, series.attributes()), 0.0);
                var attributes = DurableCounters.attributes(series.attributes()).toBuilder()
                        .remove(BUCKET)
                        .build();
                for (var i = 0L; i < count.longValue(); i++) {
                    histogram.record(sum / count, attributes, Context.root());
                }
            }
        });
    }

    /** The first whose upper bound is not below the value; the last has none. */
    private static int bucket(List<Double> bounds, double value) {
        var bucket = 0;
        while (bucket < bounds.size() && value > bounds.get(bucket)) {
            bucket++;
        }
        return bucket;
    }
}
