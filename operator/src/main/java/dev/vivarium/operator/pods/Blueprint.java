package dev.vivarium.operator.pods;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.function.Supplier;

/** What a custom resource stands for. */
public sealed interface Blueprint {
    /** The children, in the order in which they are to be applied. */
    record Children(List<HasMetadata> objects) implements Blueprint {
        public Children {
            objects = List.copyOf(objects);
        }
    }

    /** The spec cannot be worked with. */
    record Invalid(SpecProblem problem) implements Blueprint {}

    /** The children that are supplied, or what was found invalid while making them. */
    static Blueprint of(Supplier<List<HasMetadata>> children) {
        try {
            return new Children(children.get());
        } catch (InvalidSpecException e) {
            return new Invalid(e.problem());
        }
    }
}
