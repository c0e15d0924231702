package dev.vivarium.agent.runtime.telemetry;

import dev.vivarium.telemetry.Metric;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Counters that go on from where the process before was when it was killed, though that had not been exported yet. Their series continue as if nothing had
 * happened: sums of tokens and cost lose nothing and count nothing twice.
 */
final class DurableCounters {
    private final Meter meter;
    private final TotalsJournal journal;

    DurableCounters(Meter meter, TotalsJournal journal) {
        this.meter = meter;
        this.journal = journal;
    }

    LongCounter whole(Metric metric) {
        var counter = meter.counterBuilder(metric.name())
                .setUnit(metric.unit())
                .setDescription(metric.description())
                .build();
        before(metric).forEach((attributes, total) -> counter.add(total.longValue(), attributes));
        return journal.isKept() ? new Whole(metric.name(), counter, journal) : counter;
    }

    DoubleCounter decimal(Metric metric) {
        var counter = meter.counterBuilder(metric.name())
                .ofDoubles()
                .setUnit(metric.unit())
                .setDescription(metric.description())
                .build();
        before(metric).forEach((attributes, total) -> counter.add(total, attributes));
        return journal.isKept() ? new Decimal(metric.name(), counter, journal) : counter;
    }

    /**
     * The distribution goes on, too: count and sum of each bucket are as they were. Its observations are made again, each with the mean of its bucket, which takes about
     * a tenth of a second for a million of them.
     */
    DoubleHistogram histogram(Metric metric, DoubleHistogram histogram) {
        if (!journal.isKept()) {
            return histogram;
        }
        var durable = new DurableHistogram(metric, histogram, journal);
        durable.restore();
        return durable;
    }

    private Map<Attributes, Double> before(Metric metric) {
        return journal.totals().entrySet().stream()
                .filter(entry -> entry.getKey().counter().equals(metric.name()))
                .collect(Collectors.toMap(entry -> attributes(entry.getKey().attributes()), Map.Entry::getValue));
    }

    static Attributes attributes(Map<String, String> texts) {
        AttributesBuilder attributes = Attributes.builder();
        texts.forEach((key, value) -> attributes.put(AttributeKey.stringKey(key), value));
        return attributes.build();
    }

    static TotalsJournal.Series series(String name, Attributes attributes) {
        return new TotalsJournal.Series(
                name,
                attributes.asMap().entrySet().stream()
                        .collect(Collectors.toMap(
                                entry -> entry.getKey().getKey(),
                                entry -> entry.getValue().toString())));
    }

    private record Whole(String name, LongCounter counter, TotalsJournal journal) implements LongCounter {
        @Override
        public void add(long value) {
            add(value, Attributes.empty());
        }

        @Override
        public void add(long value, Attributes attributes) {
            add(value, attributes, Context.current());
        }

        @Override
        public void add(long value, Attributes attributes, Context context) {
            journal.add(series(name, attributes), value);
            counter.add(value, attributes, context);
        }
    }

    private record Decimal(String name, DoubleCounter counter, TotalsJournal journal) implements DoubleCounter {
        @Override
        public void add(double value) {
            add(value, Attributes.empty());
        }

        @Override
        public void add(double value, Attributes attributes) {
            add(value, attributes, Context.current());
        }

        @Override
        public void add(double value, Attributes attributes, Context context) {
            journal.add(series(name, attributes), value);
            counter.add(value, attributes, context);
        }
    }
}
