package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What models cost. A model without a price is counted as unpriced and never as free. */
public record PricingSpec(
        @JsonPropertyDescription("Price table. A change of it reaches running agents within about a minute.")
        @Size(max = 512)
        List<ModelPrice> models,

        @Default("true")
        @JsonPropertyDescription(
                "Whether models that the table does not have are priced by the table that Vivarium ships, which is dated; without it they are unpriced.")
        Boolean useDefaults) {
    public PricingSpec {
        useDefaults = useDefaults == null || useDefaults;
        models = models == null ? List.of() : List.copyOf(models);
    }
}
