package dev.vivarium.operator.observation;

import dev.vivarium.operator.observation.PollTarget.Resource;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;

/**
 * What one round of questions leaves to the next.
 *
 * @param rules whose rules are loaded
 * @param spent empty while Prometheus has not been asked for it
 */
record Remembered(LoadedRules rules, Optional<Spent> spent) {
    static final Remembered NOTHING = new Remembered(LoadedRules.NONE, Optional.empty());

    /**
     * What agents spent. To sum it over a day of a thousand agents takes Prometheus a second or so, and it is the same until the window moves.
     *
     * @param amounts US dollars
     */
    record Spent(PrometheusAccess prometheus, SpendWindow window, Map<Resource, BigDecimal> amounts) {
        Spent {
            amounts = Map.copyOf(amounts);
        }

        boolean answers(PrometheusAccess whom, SpendWindow when) {
            return prometheus.equals(whom) && window.equals(when);
        }
    }
}
