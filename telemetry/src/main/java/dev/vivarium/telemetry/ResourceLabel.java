package dev.vivarium.telemetry;

/** Labels that every series carries on every ingest route, each from a resource attribute. */
public enum ResourceLabel {
    NAMESPACE("k8s.namespace.name"),
    POD("k8s.pod.name"),
    SERVICE_NAME("service.name"),
    SERVICE_NAMESPACE("service.namespace"),
    KIND("vivarium.kind"),
    NAME("vivarium.name");

    private final String resourceAttribute;

    ResourceLabel(String resourceAttribute) {
        this.resourceAttribute = resourceAttribute;
    }

    public String resourceAttribute() {
        return resourceAttribute;
    }

    public String label() {
        return resourceAttribute.replace('.', '_');
    }
}
