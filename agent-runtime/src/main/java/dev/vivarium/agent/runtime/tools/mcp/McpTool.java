package dev.vivarium.agent.runtime.tools.mcp;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.mcp.client.McpToolMetadataKeys;
import dev.vivarium.agent.runtime.tools.ArgumentCheck;
import dev.vivarium.agent.runtime.tools.Tool;
import dev.vivarium.agent.runtime.tools.ToolInvocation;
import dev.vivarium.agent.runtime.tools.ToolNames;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.agent.runtime.tools.ToolType;
import java.util.Optional;

/** A tool of an MCP server. */
public final class McpTool implements Tool {
    private final McpConnection connection;
    private final String nameAtServer;
    private final String name;
    private final ToolSpecification specification;
    private final ArgumentCheck check;

    /** @param offered as the server describes it */
    McpTool(McpConnection connection, ToolSpecification offered) {
        this(
                connection,
                offered.name(),
                offered.name(),
                offered,
                new ArgumentCheck(connection.name() + "/" + offered.name(), OfferedTools.schema(offered)));
    }

    private McpTool(
            McpConnection connection,
            String nameAtServer,
            String name,
            ToolSpecification specification,
            ArgumentCheck check) {
        this.connection = connection;
        this.nameAtServer = nameAtServer;
        this.name = name;
        this.specification =
                specification.toBuilder().name(ToolNames.acceptable(name)).build();
        this.check = check;
    }

    @Override
    public ToolSpecification specification() {
        return specification;
    }

    @Override
    public ToolType type() {
        return ToolType.EXTENSION;
    }

    @Override
    public String name() {
        return name;
    }

    /** The server's name in the configuration. */
    public String server() {
        return connection.name();
    }

    public String nameAtServer() {
        return nameAtServer;
    }

    /** The same tool, called by a name with that of its server. */
    public McpTool qualified() {
        return new McpTool(connection, nameAtServer, server() + "_" + nameAtServer, specification, check);
    }

    @Override
    public Optional<String> problem(String arguments) {
        return check.problem(arguments);
    }

    @Override
    public ToolResult call(ToolInvocation invocation) {
        return connection.call(nameAtServer, invocation, isRepeatable());
    }

    /** Whether the server says that a second run of the tool changes nothing more. */
    private boolean isRepeatable() {
        var metadata = specification.metadata();
        return Boolean.TRUE.equals(metadata.get(McpToolMetadataKeys.READ_ONLY_HINT))
                || Boolean.TRUE.equals(metadata.get(McpToolMetadataKeys.IDEMPOTENT_HINT));
    }
}
