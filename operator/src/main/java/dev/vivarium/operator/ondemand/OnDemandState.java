package dev.vivarium.operator.ondemand;

import java.time.Duration;
import java.util.Optional;

/**
 * What was decided for a SubAgent on demand.
 *
 * @param replicas pods that are wanted now
 * @param reconsiderAfter when to decide anew even if nothing happens
 * @param settled whether a pod has been ready for so long that its samples must have arrived
 */
public record OnDemandState(QueueState queue, int replicas, Optional<Duration> reconsiderAfter, boolean settled) {}
