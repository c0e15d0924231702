package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.telemetry.ResourceLabel;
import org.junit.jupiter.api.Test;

class RelabellingTest {
    /** By these, rules and panels find what is scraped of an agent's pods beside what the agent sends. */
    @Test
    void whatIsScrapedTellsWhoseItIs() {
        assertThat(Relabelling.steps().stream().flatMap(step -> step.target().stream()))
                .contains(
                        ResourceLabel.NAMESPACE.label(),
                        ResourceLabel.POD.label(),
                        ResourceLabel.KIND.label(),
                        ResourceLabel.NAME.label());
    }
}
