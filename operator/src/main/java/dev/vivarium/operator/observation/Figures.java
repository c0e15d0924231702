package dev.vivarium.operator.observation;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Figures that Prometheus gives of one resource, or of a whole stack. They change only when something happens.
 *
 * @param targetsUp targets whose last scrape succeeded
 * @param targetsDown targets whose last scrape failed
 * @param alertsFiring how many alerts fire
 * @param alertNames their names, each once, sorted
 * @param spend today's; empty of what cannot spend
 */
public record Figures(
        int targetsUp, int targetsDown, int alertsFiring, List<String> alertNames, Optional<Spend> spend) {
    public Figures {
        alertNames = List.copyOf(alertNames);
    }

    static Figures of(int targetsUp, int targetsDown, Collection<String> alerts, Optional<Spend> spend) {
        return new Figures(targetsUp, targetsDown, alerts.size(), List.copyOf(new TreeSet<>(alerts)), spend);
    }
}
