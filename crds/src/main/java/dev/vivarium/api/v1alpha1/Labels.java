package dev.vivarium.api.v1alpha1;

/**
 * Labels and annotations of everything that the operator creates. They are part of the API: people select by them, and Prometheus finds its targets
 * by them.
 */
public final class Labels {
    /** What kind of program it is: {@code agent}, {@code subagent}, {@code mcpserver}, {@code collector}, {@code prometheus}, {@code alertmanager}, {@code grafana}. */
    public static final String NAME = "app.kubernetes.io/name";

    /** Name of the custom resource. */
    public static final String INSTANCE = "app.kubernetes.io/instance";

    /** Always {@link #MANAGED_BY_VALUE}; the operator watches only what carries it. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";

    public static final String MANAGED_BY_VALUE = "vivarium";

    /** Kind of the custom resource that owns the object. With {@link #OWNER_NAME} the selector of its pods. */
    public static final String OWNER_KIND = "vivarium.dev/kind";

    public static final String OWNER_NAME = "vivarium.dev/name";

    /** Namespace of the custom resource, on objects that are in another namespace or in none. */
    public static final String OWNER_NAMESPACE = "vivarium.dev/namespace";

    /**
     * Name of the ObservabilityStack whose Prometheus scrapes the pod. With {@link #STACK_NAMESPACE} on any pod of a served namespace, and a container
     * port whose name begins with {@link #METRICS_PORT}, that pod becomes a target.
     */
    public static final String STACK_NAME = "vivarium.dev/stack";

    public static final String STACK_NAMESPACE = "vivarium.dev/stack-namespace";

    /** Annotation of a pod: HTTP path of its metrics, {@code /metrics} when absent. */
    public static final String METRICS_PATH = "vivarium.dev/metrics-path";

    /** Annotation of a pod template: hash of the configuration it was started with, so that a change rolls the pods. */
    public static final String CONFIG_HASH = "vivarium.dev/config-hash";

    /** Annotation of every object that the operator creates: hash of what it applied last. */
    public static final String APPLIED_HASH = "vivarium.dev/applied-hash";

    /** Annotation of an ObservabilityStack: a value that it did not have before asks for a test notification to every contact point. */
    public static final String TEST_NOTIFICATION = "vivarium.dev/test-notification";

    /** Name of the container port, or the beginning of it, that Prometheus scrapes. */
    public static final String METRICS_PORT = "metrics";

    private Labels() {}
}
