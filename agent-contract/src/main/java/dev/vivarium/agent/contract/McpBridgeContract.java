package dev.vivarium.agent.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collectors;

/** How the operator starts the runtime image as the bridge to an MCP server that speaks over stdin and stdout, and the server beside it. */
public final class McpBridgeContract {
    /** The argument of the program that asks for the bridge. */
    public static final String MODE = "mcp-bridge";
    /** Variable with the port that the bridge listens on. */
    public static final String PORT_VARIABLE = McpProxyContract.PORT_VARIABLE;
    /** Variable with the path of its MCP endpoint. */
    public static final String PATH_VARIABLE = "VIVARIUM_MCP_PATH";
    /** Variable, of both containers, with the directory that they share. */
    public static final String DIRECTORY_VARIABLE = "VIVARIUM_MCP_DIRECTORY";
    /** Variable with the most bytes of a message that the bridge takes. */
    public static final String MAX_REQUEST_BYTES_VARIABLE = McpProxyContract.MAX_REQUEST_BYTES_VARIABLE;
    /** Variable with the most sessions, and so processes of the server, at one time. */
    public static final String MAX_SESSIONS_VARIABLE = "VIVARIUM_MCP_MAX_SESSIONS";
    /** Port that it listens on when the variable is absent. */
    public static final int PORT = McpProxyContract.PORT;
    /** Path on that port that answers 200 when sessions can begin, and otherwise 503. */
    public static final String READY_PATH = "/q/health/ready";

    private static final String SCRIPT = "stdio-host.sh";

    private McpBridgeContract() {}

    /** Program for the server's own POSIX shell ({@code sh -c}), with the server's command as arguments; without its comments. */
    public static String hostScript() {
        try (var script = McpBridgeContract.class.getResourceAsStream(SCRIPT)) {
            return new String(Objects.requireNonNull(script, SCRIPT).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.strip().startsWith("#"))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
