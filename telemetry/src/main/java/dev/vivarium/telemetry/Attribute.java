package dev.vivarium.telemetry;

import java.util.Locale;

/** Attributes of the catalogue's metrics. Each has a bounded set of values; conversations, users, prompts and error texts belong on spans. */
public enum Attribute {
    OPERATION_NAME("gen_ai.operation.name", "Operation on the model, here always chat."),
    PROVIDER_NAME("gen_ai.provider.name", "Provider of the model, as in spec.model.provider."),
    REQUEST_MODEL("gen_ai.request.model", "Model that was asked for."),
    RESPONSE_MODEL(
            "gen_ai.response.model",
            "Model that answered, as the provider names it; other when it is not the one that was asked for or a version of it."),
    TOKEN_MODALITY("gen_ai.token.modality", "Modality of the tokens, here always text."),
    ERROR_TYPE("error.type", "Class of the error, from a closed set; absent on success."),
    AGENT_NAME("gen_ai.agent.name", "Name of the Agent or SubAgent."),
    TOOL_NAME(
            "gen_ai.tool.name",
            "Name of the tool, of those that the agent offered to the model, or that an MCP server has run; unknown for any other."),
    TOOL_TYPE("gen_ai.tool.type", "extension for an MCP tool, function for a delegation."),
    MCP_METHOD_NAME("mcp.method.name", "Method of the Model Context Protocol."),
    PROMPT_NAME("gen_ai.prompt.name", "Name of the prompt that an MCP server was asked for; _OTHER beyond a bound."),
    MCP_PROTOCOL_VERSION("mcp.protocol.version", "Version of the Model Context Protocol, of those that are known."),
    RPC_STATUS_CODE("rpc.response.status_code", "Code of the JSON-RPC error; absent on success."),
    NETWORK_TRANSPORT("network.transport", "Transport of the MCP connection: tcp for HTTP, pipe for stdio."),
    MESSAGING_SYSTEM("messaging.system", "Kind of broker, here always rabbitmq."),
    MESSAGING_OPERATION_NAME("messaging.operation.name", "Operation on the broker: publish, process or ack."),
    MESSAGING_DESTINATION_NAME(
            "messaging.destination.name", "Durable queue of the receiving agent, or (temporary) for a reply queue."),
    COST_TYPE(
            "vivarium.cost.type",
            "What was paid for: input, output, cache_read or cache_write; total, of an agent with other instrumentation that sends no more."),
    TURN_ORIGIN("vivarium.turn.origin", "Who started the turn: user, delegated or scheduled."),
    SUBAGENT_NAME("vivarium.subagent.name", "Name of the SubAgent that a task was delegated to."),
    BUDGET_PERIOD("vivarium.budget.period", "Period of the budget: Hourly, Daily, Weekly or Monthly."),
    SYSTEM("gen_ai.system", "Provider of the model; on legacy metrics only."),
    TOKEN_TYPE("gen_ai.token.type", "input or output; on legacy metrics only.");

    private final String key;
    private final String description;

    Attribute(String key, String description) {
        this.key = key;
        this.description = description;
    }

    /** The OpenTelemetry attribute key. */
    public String key() {
        return key;
    }

    public String description() {
        return description;
    }

    /** The label that the attribute becomes in Prometheus. */
    public String label() {
        return key.replace('.', '_').toLowerCase(Locale.ROOT);
    }
}
