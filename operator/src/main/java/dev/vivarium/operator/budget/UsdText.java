package dev.vivarium.operator.budget;

import java.math.BigDecimal;

/** US dollars as a status shows them. */
public final class UsdText {
    /** Amounts have cents, and more places only where there is something in them. */
    private static final int LEAST_PLACES = 2;

    private UsdText() {}

    public static String of(BigDecimal usd) {
        var shortest = usd.stripTrailingZeros();
        return (shortest.scale() < LEAST_PLACES ? shortest.setScale(LEAST_PLACES) : shortest).toPlainString();
    }
}
