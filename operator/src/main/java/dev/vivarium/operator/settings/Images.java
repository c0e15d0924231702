package dev.vivarium.operator.settings;

/** Images that are used where a resource names none. */
public record Images(String agentRuntime, String collector, String prometheus, String alertmanager, String grafana) {}
