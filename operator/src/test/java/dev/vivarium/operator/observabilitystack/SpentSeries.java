package dev.vivarium.operator.observabilitystack;

import java.time.Instant;
import java.util.function.DoubleUnaryOperator;

/** What pods had spent, as Prometheus records it once a minute, in the OpenMetrics format. */
public final class SpentSeries {
    /** A day long before whoever runs the test; questions are asked about it. */
    public static final Instant MIDNIGHT = Instant.parse("2026-01-15T00:00:00Z");

    public static final Instant NOON = MIDNIGHT.plusSeconds(12 * 3600);

    private static final String METRIC = "vivarium_pod:llm_cost_usd:sum";

    private static final String BUDGET = "vivarium_agent:budget_spent_usd:sum";

    private final StringBuilder budgets = new StringBuilder("# TYPE " + BUDGET + " gauge\n");

    private final StringBuilder text = new StringBuilder("# TYPE " + METRIC + " gauge\n");

    /**
     * Adds the samples of a pod.
     *
     * @param from minutes after midnight, negative for the evening before
     * @param to the same, exclusive
     * @param usd what the pod had spent by then, by minutes after midnight
     */
    public SpentSeries pod(
            String namespace, String kind, String name, String pod, int from, int to, DoubleUnaryOperator usd) {
        append(
                text,
                METRIC
                        + "{k8s_namespace_name=\"%s\",vivarium_kind=\"%s\",vivarium_name=\"%s\",k8s_pod_name=\"%s\"}"
                                .formatted(namespace, kind, name, pod),
                from,
                to,
                usd);
        return this;
    }

    /** Adds what was spent of a budget, as the rules record it; the same minutes as of a pod. */
    public SpentSeries budget(
            String namespace, String kind, String name, String period, int from, int to, DoubleUnaryOperator usd) {
        append(
                budgets,
                BUDGET
                        + "{k8s_namespace_name=\"%s\",vivarium_kind=\"%s\",vivarium_name=\"%s\",vivarium_budget_period=\"%s\"}"
                                .formatted(namespace, kind, name, period),
                from,
                to,
                usd);
        return this;
    }

    private static void append(StringBuilder lines, String series, int from, int to, DoubleUnaryOperator usd) {
        for (var minute = from; minute < to; minute++) {
            lines.append(series)
                    .append(' ')
                    .append(usd.applyAsDouble(minute))
                    .append(' ')
                    .append(MIDNIGHT.getEpochSecond() + minute * 60L)
                    .append('\n');
        }
    }

    @Override
    public String toString() {
        return text.toString() + budgets;
    }
}
