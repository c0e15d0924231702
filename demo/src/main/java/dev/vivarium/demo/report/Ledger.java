package dev.vivarium.demo.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import java.math.BigDecimal;
import java.util.List;

/** What the simulated provider of one pod says it served, which is counted apart from every metric. */
public final class Ledger {
    /** Where an agent shows it, on its management port. */
    public static final String PATH = "/q/simulated-model/served";

    private Ledger() {}

    /** Token counts as in the metrics of the catalogue: cache reads and writes are part of the input, reasoning is part of the output. */
    public record Line(
            String model,
            long calls,
            long inputTokens,
            long outputTokens,
            long cacheReadInputTokens,
            long cacheWriteInputTokens,
            long reasoningOutputTokens) {
        /** The figures that have a counter in the catalogue. */
        public List<Figure> figures() {
            return List.of(
                    new Figure(Catalog.INPUT_TOKENS, inputTokens),
                    new Figure(Catalog.OUTPUT_TOKENS, outputTokens),
                    new Figure(Catalog.CACHE_READ_TOKENS, cacheReadInputTokens),
                    new Figure(Catalog.CACHE_WRITE_TOKENS, cacheWriteInputTokens),
                    new Figure(Catalog.REASONING_TOKENS, reasoningOutputTokens));
        }

        /** What the tokens cost by a price table. */
        public BigDecimal cost(Prices.Price price) {
            return price.of(inputTokens, outputTokens, cacheReadInputTokens, cacheWriteInputTokens);
        }
    }

    public record Figure(Metric metric, long value) {}

    private record Served(List<Line> models) {}

    /** @throws IllegalStateException when the text is not what an agent shows */
    public static List<Line> parse(String text) {
        try {
            return List.copyOf(new ObjectMapper().readValue(text, Served.class).models());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the ledger cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
