package dev.vivarium.agent.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.vivarium.agent.contract.AgentConfiguration.Price;
import java.util.List;

/**
 * What models cost: the content of the file {@link #FILE}, which changes while the agent runs. Of the prices that match a model, an exact name goes before a
 * prefix (one {@code *}, at the end) before any other pattern, the longer before the shorter, and that which took effect last, of those that are in effect.
 *
 * @param prices those of the stack
 * @param defaults those that Vivarium ships, for models that {@code prices} does not have
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PriceList(List<Price> prices, List<Price> defaults) {
    public static final String FILE = "/etc/vivarium/pricing/pricing.yaml";
    public static final String CONFIG_MAP_KEY = "pricing.yaml";

    public PriceList {
        prices = prices == null ? List.of() : List.copyOf(prices);
        defaults = defaults == null ? List.of() : List.copyOf(defaults);
    }
}
