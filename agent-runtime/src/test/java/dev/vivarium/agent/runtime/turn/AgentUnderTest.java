package dev.vivarium.agent.runtime.turn;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.MessageHeaders;
import dev.vivarium.agent.contract.TurnOrigin;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.agent.runtime.delegation.SubAgentAnswer;
import dev.vivarium.agent.runtime.model.ModelClient;
import dev.vivarium.agent.runtime.model.ModelClients;
import dev.vivarium.agent.runtime.model.ModelFactory;
import dev.vivarium.agent.runtime.model.ModelRouter;
import dev.vivarium.agent.runtime.pricing.PriceTable;
import dev.vivarium.agent.runtime.telemetry.Content;
import dev.vivarium.agent.runtime.telemetry.Instruments;
import dev.vivarium.agent.runtime.testing.Bounds;
import dev.vivarium.agent.runtime.testing.Telemetry;
import dev.vivarium.agent.runtime.tools.Delegations;
import dev.vivarium.agent.runtime.tools.Tool;
import dev.vivarium.agent.runtime.tools.ToolInvocation;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.agent.runtime.tools.ToolType;
import dev.vivarium.agent.runtime.tools.Toolbox;
import dev.vivarium.agent.runtime.tools.mcp.McpMetrics;
import dev.vivarium.agent.runtime.tools.mcp.McpServers;
import io.opentelemetry.context.Context;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** A whole agent without network: a model that the test gives, and tools that are functions. */
final class AgentUnderTest implements AutoCloseable {
    final Telemetry telemetry = new Telemetry();
    final Activity activity = new Activity(Clock.systemUTC());
    final AgentTurnService service;
    private final McpServers servers;
    private final Map<String, Tool> tools = new LinkedHashMap<>();

    AgentUnderTest(AgentConfiguration configuration, ModelClient model) {
        this(configuration, model, Bounds.memory(10, 100, 10_000));
    }

    AgentUnderTest(AgentConfiguration configuration, ModelClient model, MemorySettings memory) {
        this(configuration, configured -> model, memory);
    }

    AgentUnderTest(AgentConfiguration configuration, ModelClients model) {
        this(configuration, model, Bounds.memory(10, 100, 10_000));
    }

    private AgentUnderTest(AgentConfiguration configuration, ModelClients model, MemorySettings memory) {
        var sdk = telemetry.sdk();
        var instruments = new Instruments(sdk);
        var prices = new PriceTable(configuration, Clock.systemUTC());
        var turnMetrics = new TurnMetrics(instruments, configuration);
        var content = new Content(configuration);
        var models = new ModelRouter(
                configuration,
                new ModelFactory(model, Bounds.modelsWithoutBreaker(), prices, instruments, content, sdk));
        models.start();
        turnMetrics.start();
        var delegations = new Delegations(configuration, task -> new SubAgentAnswer.Output("done: " + task.input()));
        servers = new McpServers(configuration, Bounds.tools(), new McpMetrics(instruments), sdk);
        servers.start();
        service = new AgentTurnService(
                new ToolLoop(models, new ToolRunner(instruments, content, sdk, configuration), configuration),
                new FunctionToolbox(delegations, servers),
                new Conversations(memory),
                new Summariser(models),
                turnMetrics,
                activity,
                content,
                sdk,
                configuration);
    }

    /** Adds a tool with the one text property {@code expression}. */
    AgentUnderTest withTool(String name, Function<ToolInvocation, ToolResult> work) {
        tools.put(name, new FunctionTool(name, work));
        return this;
    }

    TurnReply ask(String conversation, String input) {
        return ask(conversation, input, TurnListener.NONE);
    }

    TurnReply ask(String conversation, String input, TurnListener listener) {
        return service.handle(
                new TurnRequest(null, "turn", conversation, input, TurnOrigin.USER),
                new TurnContext(MessageHeaders.SOURCE_USER, 0, Context.root()),
                listener);
    }

    /** Gives its MCP servers up, if it has any. */
    @Override
    public void close() {
        servers.close();
    }

    private final class FunctionToolbox extends Toolbox {
        FunctionToolbox(Delegations delegations, McpServers servers) {
            super(delegations, servers);
        }

        @Override
        public Map<String, Tool> tools() {
            var all = super.tools();
            all.putAll(tools);
            return all;
        }
    }

    private record FunctionTool(String name, Function<ToolInvocation, ToolResult> work) implements Tool {
        @Override
        public ToolSpecification specification() {
            return ToolSpecification.builder()
                    .name(name)
                    .parameters(JsonObjectSchema.builder()
                            .addStringProperty("expression")
                            .build())
                    .build();
        }

        @Override
        public ToolType type() {
            return ToolType.EXTENSION;
        }

        @Override
        public ToolResult call(ToolInvocation invocation) {
            return work.apply(invocation);
        }
    }
}
