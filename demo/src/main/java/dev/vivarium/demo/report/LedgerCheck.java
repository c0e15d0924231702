package dev.vivarium.demo.report;

import dev.vivarium.demo.prometheus.Expressions;
import dev.vivarium.demo.prometheus.Sample;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares what Prometheus has with what the simulated providers say they served, pod by pod and model by model: counts exactly, costs to twelve digits. */
public final class LedgerCheck {
    public static final String PROVIDER = "simulated";

    /** Costs are added up as binary floating point numbers on their way, so that the last digits may differ. */
    private static final BigDecimal TOLERANCE = new BigDecimal("1e-12");

    private LedgerCheck() {}

    /**
     * @param ledger what the provider says
     * @param prometheus what Prometheus has; 0 when it has no such series
     */
    public record Row(
            String pod, String model, String figure, BigDecimal ledger, BigDecimal prometheus, boolean equal) {}

    /**
     * @param ledgers the ledger of each pod
     * @param restarted pods of which a container was started again. How many calls they made is not compared: calls are counted by how long they took, and a
     *     process that is killed takes with it the durations, though not the sums, that it has not exported
     * @param samples for each metric the sums by pod and model; of histograms the counts
     */
    public static List<Row> compare(
            Map<String, List<Ledger.Line>> ledgers,
            Set<String> restarted,
            Map<Metric, List<Sample>> samples,
            Prices prices) {
        var rows = new ArrayList<Row>();
        ledgers.forEach((pod, lines) -> lines.forEach(line -> {
            if (!restarted.contains(pod)) {
                rows.add(exact(
                        pod,
                        line.model(),
                        "calls",
                        BigDecimal.valueOf(line.calls()),
                        find(samples, Catalog.INFERENCE_DURATION, pod, line.model())));
            }
            for (var figure : line.figures()) {
                var name = figure.metric().name().replace("gen_ai.client.inference.usage.", "");
                rows.add(exact(
                        pod,
                        line.model(),
                        name,
                        BigDecimal.valueOf(figure.value()),
                        find(samples, figure.metric(), pod, line.model())));
            }
            prices.find(PROVIDER, line.model())
                    .map(line::cost)
                    .ifPresent(cost -> rows.add(close(
                            pod,
                            line.model(),
                            "cost in USD",
                            cost,
                            find(samples, Catalog.COST_USD, pod, line.model()))));
        }));
        return rows;
    }

    /** What differs, in a few words; empty when nothing does. */
    public static Optional<String> difference(List<Row> rows) {
        return rows.stream()
                .filter(row -> !row.equal())
                .findFirst()
                .map(row -> "%s of %s in %s: the provider says %s, Prometheus %s"
                        .formatted(
                                row.figure(),
                                row.model(),
                                row.pod(),
                                row.ledger().toPlainString(),
                                row.prometheus().toPlainString()));
    }

    private static BigDecimal find(Map<Metric, List<Sample>> samples, Metric metric, String pod, String model) {
        return samples.getOrDefault(metric, List.of()).stream()
                .filter(sample -> sample.label(Expressions.POD).equals(pod)
                        && sample.label(Expressions.MODEL).equals(model))
                .map(Sample::decimal)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static Row exact(String pod, String model, String figure, BigDecimal ledger, BigDecimal prometheus) {
        return new Row(pod, model, figure, ledger, prometheus, ledger.compareTo(prometheus) == 0);
    }

    private static Row close(String pod, String model, String figure, BigDecimal ledger, BigDecimal prometheus) {
        var allowed = ledger.abs().multiply(TOLERANCE);
        return new Row(
                pod,
                model,
                figure,
                ledger,
                prometheus,
                ledger.subtract(prometheus).abs().compareTo(allowed) <= 0);
    }
}
