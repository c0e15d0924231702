package dev.vivarium.operator.workload.desired;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.vivarium.agent.contract.AgentConfiguration.Price;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * The price table that Vivarium ships, for models that a stack's own table does not have.
 *
 * @param asOf day on which the prices were collected, as {@code YYYY-MM-DD}
 * @param sources by provider, where they come from
 */
record DefaultPrices(String asOf, Map<String, String> sources, List<Price> prices) {
    private static final String RESOURCE = "/dev/vivarium/operator/default-prices.yaml";

    DefaultPrices {
        sources = Map.copyOf(sources);
        prices = List.copyOf(prices);
    }

    static DefaultPrices load() {
        try (var stream = DefaultPrices.class.getResourceAsStream(RESOURCE)) {
            return new YAMLMapper().readValue(stream, DefaultPrices.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
