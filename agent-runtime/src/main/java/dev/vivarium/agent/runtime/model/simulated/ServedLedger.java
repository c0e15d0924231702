package dev.vivarium.agent.runtime.model.simulated;

import dev.vivarium.agent.runtime.model.TokenCounts;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the simulated provider served since the process started: its own count, apart from every metric, to check the metrics against. */
@Singleton
public class ServedLedger {
    private final Map<String, Entry> served = new TreeMap<>();

    synchronized void served(String model, TokenCounts tokens) {
        served.merge(model, new Entry(1, tokens), Entry::plus);
    }

    /** One line for each model, by name. */
    public synchronized List<Line> lines() {
        var lines = new ArrayList<Line>();
        served.forEach((model, entry) -> lines.add(new Line(
                model,
                entry.calls,
                entry.tokens.input(),
                entry.tokens.output(),
                entry.tokens.cacheRead(),
                entry.tokens.cacheWrite(),
                entry.tokens.reasoning())));
        return lines;
    }

    /** What one model served; token counts as in {@link TokenCounts}. */
    public record Line(
            String model,
            long calls,
            long inputTokens,
            long outputTokens,
            long cacheReadInputTokens,
            long cacheWriteInputTokens,
            long reasoningOutputTokens) {}

    private record Entry(long calls, TokenCounts tokens) {
        Entry plus(Entry other) {
            return new Entry(calls + other.calls, tokens.plus(other.tokens));
        }
    }
}
