package dev.vivarium.agent.runtime.model.simulated;

import dev.vivarium.agent.runtime.model.TokenCounts;
import dev.vivarium.agent.runtime.telemetry.StateDirectory;
import dev.vivarium.agent.runtime.telemetry.TotalsJournal;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What the simulated provider served in the life of its pod: its own count, apart from every metric, to check the metrics against. As a real provider's, it
 * does not forget when the agent is killed.
 */
@Singleton
public class ServedLedger {
    private static final String MODEL = "model";

    private final Map<String, Entry> served = new TreeMap<>();
    private final TotalsJournal journal;

    /** A count that starts at 0 and ends with the process. */
    public ServedLedger() {
        this(TotalsJournal.none());
    }

    ServedLedger(TotalsJournal journal) {
        this.journal = journal;
        var figures = new TreeMap<String, Map<String, Long>>();
        journal.totals()
                .forEach((figure, total) -> figures.computeIfAbsent(
                                figure.attributes().get(MODEL), model -> new TreeMap<>())
                        .put(figure.counter(), total.longValue()));
        figures.forEach((model, counts) -> served.put(model, Entry.of(counts)));
    }

    @Inject
    ServedLedger(@ConfigProperty(name = StateDirectory.PROPERTY) Path state) {
        this(new StateDirectory(state).journal("simulated-model-served"));
    }

    synchronized void served(String model, TokenCounts tokens) {
        var call = new Entry(1, tokens);
        served.merge(model, call, Entry::plus);
        call.figures()
                .forEach((figure, count) -> journal.add(new TotalsJournal.Series(figure, Map.of(MODEL, model)), count));
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
        private static final String CALLS = "calls";
        private static final String INPUT = "input";
        private static final String OUTPUT = "output";
        private static final String CACHE_READ = "cacheRead";
        private static final String CACHE_WRITE = "cacheWrite";
        private static final String REASONING = "reasoning";

        static Entry of(Map<String, Long> figures) {
            return new Entry(
                    figures.getOrDefault(CALLS, 0L),
                    new TokenCounts(
                            figures.getOrDefault(INPUT, 0L),
                            figures.getOrDefault(OUTPUT, 0L),
                            figures.getOrDefault(CACHE_READ, 0L),
                            figures.getOrDefault(CACHE_WRITE, 0L),
                            figures.getOrDefault(REASONING, 0L)));
        }

        Map<String, Long> figures() {
            return Map.of(
                    CALLS, calls,
                    INPUT, tokens.input(),
                    OUTPUT, tokens.output(),
                    CACHE_READ, tokens.cacheRead(),
                    CACHE_WRITE, tokens.cacheWrite(),
                    REASONING, tokens.reasoning());
        }

        Entry plus(Entry other) {
            return new Entry(calls + other.calls, tokens.plus(other.tokens));
        }
    }
}
