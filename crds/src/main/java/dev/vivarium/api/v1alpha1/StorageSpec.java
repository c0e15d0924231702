package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Quantity;

/** A persistent volume of a StatefulSet. It cannot be changed once the StatefulSet exists. */
public record StorageSpec(
        @Default("2Gi") @JsonPropertyDescription("Size of the volume.")
        Quantity size,

        @JsonPropertyDescription("StorageClass of the volume; the cluster's default when absent.")
        @Size(min = 1, max = 253)
        String storageClassName) {
    public StorageSpec {
        size = size == null ? new Quantity("2Gi") : size;
    }
}
