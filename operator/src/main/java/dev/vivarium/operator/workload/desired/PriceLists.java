package dev.vivarium.operator.workload.desired;

import dev.vivarium.agent.contract.AgentConfiguration.Price;
import dev.vivarium.agent.contract.PriceList;
import dev.vivarium.operator.resolve.Workload;
import dev.vivarium.operator.resolve.WorkloadResolution;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the models of an agent cost, by its stack's table and by the one that Vivarium ships. */
final class PriceLists {
    private final DefaultPrices shipped = DefaultPrices.load();

    /** Empty without a stack. Only the prices of the agent's providers, so that the list stays short. */
    Optional<PriceList> of(Workload workload, WorkloadResolution resolution) {
        var providers = workload.spec().models().values().stream()
                .map(model -> model.provider().apiName())
                .collect(Collectors.toSet());
        return resolution.chosenStack().map(stack -> {
            var pricing = stack.getSpec().pricing();
            var own = pricing.models().stream()
                    .filter(price -> providers.contains(price.provider()))
                    .map(price -> new Price(
                            price.provider(),
                            price.model(),
                            price.inputPerMillion(),
                            price.outputPerMillion(),
                            price.cacheReadPerMillion(),
                            price.cacheWritePerMillion(),
                            price.effectiveFrom()))
                    .toList();
            return new PriceList(
                    own,
                    pricing.useDefaults()
                            ? shipped.prices().stream()
                                    .filter(price -> providers.contains(price.provider()))
                                    .toList()
                            : List.of());
        });
    }
}
