package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What models cost. A model without a price is counted as unpriced and never as free. */
public record PricingSpec(
        @JsonPropertyDescription("Price table.") @Size(max = 512)
        List<ModelPrice> models) {
    public PricingSpec {
        models = models == null ? List.of() : List.copyOf(models);
    }
}
