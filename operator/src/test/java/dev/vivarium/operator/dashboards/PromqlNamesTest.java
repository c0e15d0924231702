package dev.vivarium.operator.dashboards;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromqlNamesTest {
    @Test
    void findsMetricsAndLabels() {
        var names = PromqlNames.of(
                "histogram_quantile(0.95, sum by (le, a) (rate(m_bucket{b=~\"x{y}\"}[5m] @ end()))) and on (c) topk(3, level:m:rate5m)"
                        + " * on (d) group_left () label_replace(other, \"e\", \"$1\", \"f\", \"(.*)\") / $__range_s or vector(0) < Inf");
        assertThat(names.metrics()).containsExactlyInAnyOrder("m_bucket", "level:m:rate5m", "other");
        assertThat(names.labels()).containsExactlyInAnyOrder("le", "a", "b", "c", "d", "e", "f");
    }
}
