package dev.vivarium.operator.dashboards.promql;

import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Metric;
import java.util.ArrayList;
import java.util.List;

/** What is asked of histograms; each is absent where nothing was observed, so that it draws a gap and no figure is taken from it. */
public final class Histograms {
    private static final String BOUND = "le";

    private Histograms() {}

    public static Expr quantile(double quantile, Metric histogram, Selector selector, List<String> by, Window window) {
        var labels = new ArrayList<String>();
        labels.add(BOUND);
        labels.addAll(by);
        return growth(histogram.bucket(), selector, window)
                .sumBy(labels)
                .quantile(quantile)
                .and(observations(histogram, selector, by, window).positive());
    }

    public static Expr mean(Metric histogram, Selector selector, List<String> by, Window window) {
        return growth(histogram.sum(), selector, window)
                .sumBy(by)
                .dividedBy(observations(histogram, selector, by, window));
    }

    /** The share of observations that have an error; zero where there are observations and no error. */
    public static Expr errorRatio(Metric histogram, Selector selector, List<String> by, Window window) {
        var all = observations(histogram, selector, by, window);
        return failures(histogram, selector, by, window).orZeroOf(all).dividedBy(all);
    }

    /** Observations with an error, likewise. */
    public static Expr failures(Metric histogram, Selector selector, List<String> by, Window window) {
        return observations(histogram, selector.notEqualTo(Attribute.ERROR_TYPE.label(), ""), by, window);
    }

    /** Observations in a second, or in the whole time range when that is the window. */
    public static Expr observations(Metric histogram, Selector selector, List<String> by, Window window) {
        return growth(histogram.count(), selector, window).sumBy(by);
    }

    private static Expr growth(String counter, Selector selector, Window window) {
        return window.equals(Window.RANGE) ? Counters.grown(counter, selector) : Expr.rate(counter, selector, window);
    }

    /** Observations a minute by bucket, for a heat map. */
    public static Expr buckets(Metric histogram, Selector selector) {
        return Expr.rate(histogram.bucket(), selector, Window.RATE)
                .sumBy(List.of(BOUND))
                .perMinute();
    }
}
