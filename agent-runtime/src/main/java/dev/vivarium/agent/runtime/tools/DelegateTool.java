package dev.vivarium.agent.runtime.tools;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.agent.runtime.delegation.SubAgentAnswer;
import dev.vivarium.agent.runtime.delegation.SubAgentClient;
import dev.vivarium.agent.runtime.delegation.SubAgentTask;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.Optional;

/** Hands a task to one sub-agent and waits for its answer. Each task is a conversation of its own: tasks of one turn run side by side. */
final class DelegateTool implements Tool {
    private static final String PREFIX = "delegate_to_";
    private static final String TASK = "task";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AgentConfiguration.SubAgent subAgent;
    private final SubAgentClient client;
    private final Duration limit;
    private final ToolSpecification specification;

    DelegateTool(AgentConfiguration.SubAgent subAgent, SubAgentClient client) {
        this.subAgent = subAgent;
        this.client = client;
        limit = GoDuration.parse(subAgent.timeout());
        specification = ToolSpecification.builder()
                .name(PREFIX + subAgent.name())
                .description("Delegates a task to the agent " + subAgent.name() + " and returns its answer. "
                        + (subAgent.description() == null ? "" : subAgent.description()))
                .parameters(JsonObjectSchema.builder()
                        .addStringProperty(TASK, "The whole task; the agent sees nothing else of this conversation.")
                        .required(TASK)
                        .build())
                .build();
    }

    @Override
    public ToolSpecification specification() {
        return specification;
    }

    @Override
    public ToolType type() {
        return ToolType.FUNCTION;
    }

    @Override
    public Optional<String> problem(String arguments) {
        return task(arguments).isPresent()
                ? Optional.empty()
                : Optional.of("The arguments must be a JSON object with the text '" + TASK + "'.");
    }

    @Override
    public ToolResult call(ToolInvocation invocation) {
        var task = task(invocation.arguments()).orElseThrow();
        var timeout = limit.compareTo(invocation.timeLeft()) < 0 ? limit : invocation.timeLeft();
        var answer = client.delegate(
                new SubAgentTask(subAgent, invocation.id(), task, invocation.depth() + 1, timeout, Context.current()));
        return switch (answer) {
            case SubAgentAnswer.Output output -> ToolResult.of(output.text());
            case SubAgentAnswer.Failure failure ->
                new ToolResult("The agent " + subAgent.name() + " failed: " + failure.message(), failure.errorType());
        };
    }

    private static Optional<String> task(String arguments) {
        try {
            var task = JSON.readTree(arguments == null ? "" : arguments).path(TASK);
            return task.isTextual() && !task.asText().isBlank() ? Optional.of(task.asText()) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
