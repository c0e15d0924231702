package dev.vivarium.operator.mcpserver;

import dev.vivarium.operator.apply.ApplyResult;
import dev.vivarium.operator.mcpserver.discovery.DiscoveryResult;
import dev.vivarium.operator.observation.TelemetryObservation;
import dev.vivarium.operator.pods.SpecProblem;
import dev.vivarium.operator.resolve.McpServerResolution;
import dev.vivarium.operator.rollout.Rollout;
import java.util.Optional;

/**
 * Everything that the status of an McpServer is computed from besides its spec and its last status.
 *
 * @param invalid what is wrong with the spec
 * @param applied empty when nothing was applied because of the spec or its references; a stop that failed all the same is told
 * @param discovery empty when the server has not answered yet
 * @param telemetry empty when the stack has not been asked yet
 */
record McpServerObservation(
        McpServerResolution resolution,
        Optional<SpecProblem> invalid,
        Optional<ApplyResult> applied,
        Rollout rollout,
        Optional<DiscoveryResult> discovery,
        Optional<TelemetryObservation> telemetry) {}
