package dev.vivarium.operator.alerting;

import dev.vivarium.api.v1alpha1.AlertsSpec;
import dev.vivarium.api.v1alpha1.BudgetSpec;
import java.util.Optional;

/**
 * An Agent or SubAgent that alerts watch.
 *
 * @param kind {@code Agent} or {@code SubAgent}
 * @param overrides what the resource itself says; the rest comes from the stack
 * @param budget empty when it may spend what it wants
 * @param queue the queue on the broker that it takes turns from; empty in Http mode
 * @param expectedToRun false while it is suspended or scaled to zero, and for one on demand, when silence is no news
 */
public record AlertTarget(
        String namespace,
        String kind,
        String name,
        AlertsSpec overrides,
        Optional<BudgetSpec> budget,
        Optional<String> queue,
        boolean expectedToRun) {}
