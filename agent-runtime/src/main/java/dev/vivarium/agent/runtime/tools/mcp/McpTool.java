package dev.vivarium.agent.runtime.tools.mcp;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.mcp.client.McpToolMetadataKeys;
import dev.vivarium.agent.runtime.tools.ArgumentCheck;
import dev.vivarium.agent.runtime.tools.Tool;
import dev.vivarium.agent.runtime.tools.ToolInvocation;
import dev.vivarium.agent.runtime.tools.ToolResult;
import dev.vivarium.agent.runtime.tools.ToolType;
import java.util.Optional;

/** A tool of an MCP server. */
public final class McpTool implements Tool {
    private final McpConnection connection;
    private final String nameAtServer;
    private final ToolSpecification specification;
    private final ArgumentCheck check;

    McpTool(McpConnection connection, String nameAtServer, ToolSpecification specification) {
        this(
                connection,
                nameAtServer,
                specification,
                new ArgumentCheck(connection.name() + "/" + nameAtServer, OfferedTools.schema(specification)));
    }

    private McpTool(
            McpConnection connection, String nameAtServer, ToolSpecification specification, ArgumentCheck check) {
        this.connection = connection;
        this.nameAtServer = nameAtServer;
        this.specification = specification;
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

    /** A name that no tool of another server has. */
    public String qualifiedName() {
        return connection.name() + "_" + nameAtServer;
    }

    /** The same tool, called by another name. */
    public McpTool named(String name) {
        return name.equals(specification.name())
                ? this
                : new McpTool(
                        connection,
                        nameAtServer,
                        specification.toBuilder().name(name).build(),
                        check);
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
