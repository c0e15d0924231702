package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;

/** Compute resources of the main container, as in a pod. */
@ValidationRule(
        value = "!has(self.requests) || self.requests.all(name, isQuantity(string(self.requests[name])))",
        message = "every value of resources.requests must be a Kubernetes quantity such as 100m, 1 or 256Mi",
        fieldPath = ".requests")
@ValidationRule(
        value = "!has(self.limits) || self.limits.all(name, isQuantity(string(self.limits[name])))",
        message = "every value of resources.limits must be a Kubernetes quantity such as 100m, 1 or 256Mi",
        fieldPath = ".limits")
public record Resources(
        @JsonPropertyDescription("Least resources that the container needs, by resource name.") @Size(max = 16)
        Map<String, Quantity> requests,

        @JsonPropertyDescription("Most resources that the container may use, by resource name.") @Size(max = 16)
        Map<String, Quantity> limits) {
    public Resources {
        requests = requests == null ? Map.of() : Map.copyOf(requests);
        limits = limits == null ? Map.of() : Map.copyOf(limits);
    }
}
