package dev.vivarium.operator.pods;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.api.v1alpha1.CollectorMode;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.api.v1alpha1.Semconv;
import dev.vivarium.api.v1alpha1.TelemetryDestination;
import dev.vivarium.operator.resolve.ChildNames;
import dev.vivarium.operator.resolve.NamespacedName;
import dev.vivarium.operator.status.Reasons;
import dev.vivarium.telemetry.LegacyCatalog;
import dev.vivarium.telemetry.ResourceLabel;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The environment of main containers: the standard variables of OpenTelemetry, then the user's own. */
public final class Environment {
    /** Port of the collector's OTLP/HTTP receiver. */
    public static final int OTLP_HTTP_PORT = 4318;

    private static final String ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private static final String SERVICE_NAME = "OTEL_SERVICE_NAME";
    private static final String EXPORT_INTERVAL = "OTEL_METRIC_EXPORT_INTERVAL";
    private static final String RESOURCE_ATTRIBUTES = "OTEL_RESOURCE_ATTRIBUTES";
    private static final String POD_NAME = "VIVARIUM_POD_NAME";
    private static final String POD_UID = "VIVARIUM_POD_UID";
    /** Exporting more often than this costs more than it shows. */
    private static final Duration SHORTEST_EXPORT_INTERVAL = Duration.ofSeconds(5);

    private Environment() {}

    /** Variables that the operator sets on every main container, whether there is a stack or not. */
    public static Set<String> reserved() {
        return Set.of(ENDPOINT, SERVICE_NAME, EXPORT_INTERVAL, RESOURCE_ATTRIBUTES, POD_NAME, POD_UID);
    }

    /** @param stack nothing is exported when empty */
    public static List<EnvVar> telemetry(
            Optional<ObservabilityStack> stack, String kind, NamespacedName resource, TelemetryDestination telemetry) {
        if (stack.isEmpty()) {
            return List.of();
        }
        var interval = GoDuration.parse(stack.get().getSpec().prometheus().scrapeInterval());
        var exported = interval.compareTo(SHORTEST_EXPORT_INTERVAL) < 0 ? SHORTEST_EXPORT_INTERVAL : interval;
        return List.of(
                fromField(POD_NAME, "metadata.name"),
                fromField(POD_UID, "metadata.uid"),
                variable(ENDPOINT, otlpEndpoint(stack.get())),
                variable(SERVICE_NAME, telemetry.serviceName() == null ? resource.name() : telemetry.serviceName()),
                variable(EXPORT_INTERVAL, Long.toString(exported.toMillis())),
                variable(RESOURCE_ATTRIBUTES, resourceAttributes(kind, resource, telemetry.semconv())));
    }

    /** Base URL of the OTLP/HTTP receiver that what the stack serves sends to. */
    public static String otlpEndpoint(ObservabilityStack stack) {
        var collector = stack.getSpec().collector();
        if (collector.mode() == CollectorMode.EXTERNAL) {
            return collector.endpoint();
        }
        var name = NamespacedName.of(stack);
        return "http://" + ChildNames.serviceHost(name.namespace(), ChildNames.collector(name.name())) + ":"
                + OTLP_HTTP_PORT;
    }

    /**
     * The operator's variables and after them the user's.
     *
     * @throws InvalidSpecException when the user sets one of the operator's, or one twice
     */
    public static List<EnvVar> with(List<EnvVar> own, List<EnvVar> users, Set<String> reserved) {
        var names = new HashSet<String>();
        for (var variable : users) {
            if (reserved.contains(variable.getName())) {
                throw new InvalidSpecException(
                        Reasons.ENV_CLASH, "spec.env: " + variable.getName() + " is set by the operator");
            }
            if (!names.add(variable.getName())) {
                throw new InvalidSpecException(
                        Reasons.INVALID_SPEC, "spec.env: " + variable.getName() + " is set twice");
            }
        }
        var all = new ArrayList<>(own);
        all.addAll(users);
        return List.copyOf(all);
    }

    private static String resourceAttributes(String kind, NamespacedName resource, Semconv semconv) {
        var attributes = String.join(
                ",",
                ResourceLabel.SERVICE_NAMESPACE.resourceAttribute() + "=" + resource.namespace(),
                "service.instance.id=$(" + POD_UID + ")",
                ResourceLabel.NAMESPACE.resourceAttribute() + "=" + resource.namespace(),
                ResourceLabel.POD.resourceAttribute() + "=$(" + POD_NAME + ")",
                "k8s.pod.uid=$(" + POD_UID + ")",
                ResourceLabel.KIND.resourceAttribute() + "=" + kind,
                ResourceLabel.NAME.resourceAttribute() + "=" + resource.name());
        // The collector has to know; without it the names are the newest.
        return semconv == Semconv.LEGACY
                ? attributes + "," + LegacyCatalog.RESOURCE_ATTRIBUTE + "=" + LegacyCatalog.LEGACY
                : attributes;
    }

    private static EnvVar variable(String name, String value) {
        return new EnvVarBuilder().withName(name).withValue(value).build();
    }

    private static EnvVar fromField(String name, String path) {
        return new EnvVarBuilder()
                .withName(name)
                .withNewValueFrom()
                .withNewFieldRef()
                .withApiVersion("v1")
                .withFieldPath(path)
                .endFieldRef()
                .endValueFrom()
                .build();
    }
}
