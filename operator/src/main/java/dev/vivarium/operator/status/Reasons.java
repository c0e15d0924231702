package dev.vivarium.operator.status;

/** Reasons of conditions that more than one kind uses. */
public final class Reasons {
    /** Accepted: the operator works with the spec. */
    public static final String ACCEPTED = "Accepted";

    /** Accepted is False: fields of the spec contradict each other or something that the operator sets; the message names them. */
    public static final String INVALID_SPEC = "InvalidSpec";

    /** Accepted is False: {@code env} sets a variable that the operator sets itself. */
    public static final String ENV_CLASH = "EnvClash";

    /** Accepted is False: {@code podTemplate} cannot be merged over the operator's template. */
    public static final String INVALID_POD_TEMPLATE = "InvalidPodTemplate";

    /** ResolvedRefs: everything that the spec names was found. */
    public static final String RESOLVED = "Resolved";

    /** ResolvedRefs is False: a Secret that the spec names does not exist. */
    public static final String SECRET_NOT_FOUND = "SecretNotFound";

    /** ResolvedRefs is False: a Secret exists and lacks the key that the spec names. */
    public static final String SECRET_KEY_NOT_FOUND = "SecretKeyNotFound";

    /** ResolvedRefs is False: a ConfigMap that the spec names does not exist. */
    public static final String CONFIG_MAP_NOT_FOUND = "ConfigMapNotFound";

    /** ResolvedRefs is False: a ConfigMap exists and lacks the key that the spec names. */
    public static final String CONFIG_MAP_KEY_NOT_FOUND = "ConfigMapKeyNotFound";

    /** ResolvedRefs is False: the value behind a reference is empty or malformed. */
    public static final String INVALID_VALUE = "InvalidValue";

    /** ResolvedRefs is False: the expression of a custom alert is not PromQL; that alert is left out, and the others are as they are. */
    public static final String INVALID_EXPRESSION = "InvalidExpression";

    /** ResolvedRefs is False: an ObservabilityStack that the spec names does not exist. */
    public static final String STACK_NOT_FOUND = "StackNotFound";

    /** ResolvedRefs is False: the ObservabilityStack that the spec names does not serve the namespace of the resource. */
    public static final String STACK_NOT_SERVING = "StackNotServing";

    /** ResolvedRefs is False: the namespace has several ObservabilityStacks and the spec names none. */
    public static final String AMBIGUOUS_STACK = "AmbiguousStack";

    /** ResolvedRefs is False: the spec needs a message broker and no ObservabilityStack in use names one. */
    public static final String NO_BROKER = "NoBroker";

    /** ResolvedRefs is False: a SubAgent that the spec names does not exist; the agent runs without it. */
    public static final String SUB_AGENT_NOT_FOUND = "SubAgentNotFound";

    /** ResolvedRefs is False: a SubAgent does not list the resource in {@code allowedParents}; the agent runs without it. */
    public static final String DELEGATION_NOT_ALLOWED = "DelegationNotAllowed";

    /** ResolvedRefs is False: a parent or its SubAgent takes turns over HTTP only, so that nothing can be delegated; the agent runs without it. */
    public static final String NOT_ON_BUS = "NotOnBus";

    /** ResolvedRefs is False: a SubAgent uses another broker and cannot be delegated to; the agent runs without it. */
    public static final String SUB_AGENT_ON_OTHER_BROKER = "SubAgentOnOtherBroker";

    /** ResolvedRefs is False: an McpServer that the spec names does not exist; the agent runs without its tools. */
    public static final String MCP_SERVER_NOT_FOUND = "McpServerNotFound";

    /** ResolvedRefs is False: the spec names a tool that its McpServer does not allow; the agent runs without it. */
    public static final String TOOL_NOT_ALLOWED = "ToolNotAllowed";

    /** Programmed: every object is in the cluster as desired. */
    public static final String PROGRAMMED = "Programmed";

    /** Programmed is False: an object of the name that a child needs exists and is somebody else's; it was left alone. */
    public static final String NAME_CONFLICT = "NameConflict";

    /** Programmed is False: the API server refused a child; the message is the server's. */
    public static final String REFUSED = "Refused";

    /** Programmed is False: the API server could not answer or a child is just being deleted; the operator tries again. */
    public static final String RETRYING = "Retrying";

    /** Programmed is False: nothing was changed, because of what Accepted or ResolvedRefs says. */
    public static final String NOT_APPLIED = "NotApplied";

    /** Ready: the current generation is rolled out and its pods are ready. */
    public static final String READY = "Ready";

    /** Ready and TelemetryReady are True: a SubAgent on demand has no pods since there is nothing to do; the next task starts one. */
    public static final String IDLE = "Idle";

    /** Ready and TelemetryReady are True: pods of a SubAgent on demand are starting because of waiting tasks. */
    public static final String STARTING = "Starting";

    /** Ready is False: a rollout is under way. */
    public static final String PROGRESSING = "Progressing";

    /** Ready is False: an image cannot be pulled; the message names it and tells what the kubelet said. */
    public static final String IMAGE_PULL_FAILED = "ImagePullFailed";

    /** Ready is False: a container starts and ends again and again; the message has its exit code and last words. */
    public static final String CRASH_LOOPING = "CrashLooping";

    /** Ready is False: no node can take the pod; the message is the scheduler's. */
    public static final String UNSCHEDULABLE = "Unschedulable";

    /** Ready is False: a container cannot be created, for instance because something it mounts is not there. */
    public static final String CONTAINER_CANNOT_START = "ContainerCannotStart";

    /** Ready is False: pods cannot be created, for instance because of a quota; the message is that of the ReplicaSet controller. */
    public static final String PODS_NOT_CREATED = "PodsNotCreated";

    /** Ready is False: the pods run and their readiness check fails. */
    public static final String NOT_READY = "NotReady";

    /**
     * Ready is False: the message broker cannot be reached by the pods, or, for a SubAgent on demand, by the operator, which then cannot see whether there is
     * anything to do; what happened is in the message.
     */
    public static final String BROKER_UNREACHABLE = "BrokerUnreachable";

    /** Ready is False: {@code spec.suspended} is true. */
    public static final String SUSPENDED = "Suspended";

    /** Ready is False: {@code spec.replicas} is 0. */
    public static final String SCALED_TO_ZERO = "ScaledToZero";

    /** Ready is False: an MCP server does not answer, or answers with something else than MCP; the message tells what happened. */
    public static final String MCP_UNREACHABLE = "McpUnreachable";

    /** Ready is False: what an MCP server says of itself and its tools is more than is read of it, or has no end. */
    public static final String MCP_ANSWER_TOO_LARGE = "McpAnswerTooLarge";

    /** Ready is Unknown: an MCP server has not been asked yet. */
    public static final String NOT_ASKED = "NotAsked";

    /** ResolvedRefs is False: {@code spec.tools} of an McpServer, or {@code spec.mcpServers[].tools} of an agent, names a tool that the server does not offer; what runs goes on without it. */
    public static final String TOOL_NOT_FOUND = "ToolNotFound";

    /** TelemetryReady and AlertRulesProgrammed are False: no ObservabilityStack is in use. */
    public static final String NO_STACK = "NoStack";

    /** TelemetryReady is Unknown: no pods are wanted, so no samples are expected. */
    public static final String NOT_RUNNING = "NotRunning";

    /** TelemetryReady or AlertRulesProgrammed is Unknown: the stack's Prometheus has not been asked yet. */
    public static final String NOT_OBSERVED = "NotObserved";

    /** TelemetryReady and AlertRulesProgrammed are Unknown: the stack's Prometheus does not answer; the message says why. Figures in the status are those from when it last did. */
    public static final String PROMETHEUS_UNREACHABLE = "PrometheusUnreachable";

    /** TelemetryReady is False: the stack's collector is down. */
    public static final String COLLECTOR_UNREACHABLE = "CollectorUnreachable";

    /** TelemetryReady is False: no samples of the resource, or of agents that the stack serves and that should be running, arrived within the last five minutes. */
    public static final String NO_SAMPLES_RECEIVED = "NoSamplesReceived";

    /** TelemetryReady is False: pods of the resource, or of what the stack serves, cannot be scraped. */
    public static final String SCRAPE_TARGET_DOWN = "ScrapeTargetDown";

    /** TelemetryReady is False: the resource calls a model that has no price. */
    public static final String UNPRICED_MODEL = "UnpricedModel";

    /** AlertRulesProgrammed: Prometheus says that it has loaded the rules: of an agent those about it, of a stack those of all agents that it serves. */
    public static final String RULES_LOADED = "RulesLoaded";

    /** AlertRulesProgrammed is False: Prometheus has not loaded the newest rules yet; it does so within about a minute. */
    public static final String RULES_PENDING = "RulesPending";

    /** AlertRulesProgrammed is False: Prometheus refuses the rules or its configuration; the message is its own. It goes on with those before. */
    public static final String RULES_LOAD_FAILED = "RulesLoadFailed";

    /**
     * BudgetExceeded is True: as much as {@code spec.budget.limitUsd} was spent in the current period. Ready is False with it where {@code onExceeded} is Suspend:
     * there are no pods until the next period begins or the limit is raised.
     */
    public static final String BUDGET_EXCEEDED = "BudgetExceeded";

    /** BudgetExceeded is False: one of {@code spec.budget.warnAtPercent} is reached, of which the message names the highest. */
    public static final String WARNING_THRESHOLD = "WarningThreshold";

    /** BudgetExceeded is False: none of {@code spec.budget.warnAtPercent} is reached. */
    public static final String WITHIN_BUDGET = "WithinBudget";

    /** BudgetExceeded is Unknown: nobody can tell now what was spent; the message says why. What was last known is in {@code status.budget}. */
    public static final String SPEND_UNKNOWN = "SpendUnknown";

    private Reasons() {}
}
