package dev.vivarium.operator.alerting;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;

/** The samples of a counter as promtool reads them. */
final class CaseValues {
    private static final MathContext DIGITS = new MathContext(12);

    /** Multiples of its reciprocal add up without rounding to some billions. */
    private static final double GRID = 1 << 20;

    private final List<String> parts = new ArrayList<>();
    private double value;
    private boolean begun;

    /** No sample, so many times. */
    CaseValues missing(int samples) {
        parts.add("_x" + samples);
        return this;
    }

    /** The first sample is this, and nothing is known of what was before. */
    CaseValues startingAt(double total) {
        value = Math.rint(total);
        begun = true;
        parts.add(plain(value));
        return this;
    }

    /**
     * So many samples, each larger than the one before by the growth; the first of a new counter is the growth. The growth is rounded to what adds up exactly: a
     * rounding error could make a counter fall, which is a restart.
     */
    CaseValues growing(double growth, int samples) {
        var exact = Math.rint(growth * GRID) / GRID;
        var first = begun ? value + exact : exact;
        parts.add(plain(first) + "+" + plain(exact) + "x" + (samples - 1));
        value = first + exact * (samples - 1);
        begun = true;
        return this;
    }

    /** The process restarts: the counter begins anew. */
    CaseValues restart() {
        begun = false;
        return this;
    }

    /** The series ends. */
    CaseValues gone() {
        parts.add("stale");
        return this;
    }

    @Override
    public String toString() {
        return String.join(" ", parts);
    }

    /** Without exponent, and without digits that are rounding errors. */
    static String number(double value) {
        return plain(new BigDecimal(value).round(DIGITS));
    }

    private static String plain(double value) {
        return plain(new BigDecimal(value));
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}
