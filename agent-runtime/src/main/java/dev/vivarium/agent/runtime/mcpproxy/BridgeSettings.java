package dev.vivarium.agent.runtime.mcpproxy;

import static dev.vivarium.agent.contract.McpBridgeContract.DIRECTORY_VARIABLE;
import static dev.vivarium.agent.contract.McpBridgeContract.MAX_REQUEST_BYTES_VARIABLE;
import static dev.vivarium.agent.contract.McpBridgeContract.MAX_SESSIONS_VARIABLE;
import static dev.vivarium.agent.contract.McpBridgeContract.PATH_VARIABLE;
import static dev.vivarium.agent.contract.McpBridgeContract.PORT;
import static dev.vivarium.agent.contract.McpBridgeContract.PORT_VARIABLE;

import dev.vivarium.agent.contract.InvalidConfigurationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;

/**
 * What the bridge is told by its environment.
 *
 * @param directory shared with the server's container
 * @param maxSessions most processes of the server at one time; more sessions are refused with HTTP status 503
 * @param idle time after which a session that nobody uses is ended
 * @param drain most time that requests under way may take after SIGTERM
 */
public record BridgeSettings(
        int port, String path, Path directory, int maxRequestBytes, int maxSessions, Duration idle, Duration drain) {
    private static final int DEFAULT_MAX_SESSIONS = 32;
    private static final int MOST_SESSIONS = 1024;
    private static final Duration IDLE = Duration.ofMinutes(30);

    /** @throws InvalidConfigurationException naming every variable that is wrong */
    public static BridgeSettings from(Map<String, String> environment) {
        var problems = new ArrayList<String>();
        var port = ProxySettings.number(environment, PORT_VARIABLE, PORT, 65535, problems);
        var bytes = ProxySettings.number(
                environment,
                MAX_REQUEST_BYTES_VARIABLE,
                ProxySettings.DEFAULT_MAX_REQUEST_BYTES,
                ProxySettings.MOST_REQUEST_BYTES,
                problems);
        var sessions =
                ProxySettings.number(environment, MAX_SESSIONS_VARIABLE, DEFAULT_MAX_SESSIONS, MOST_SESSIONS, problems);
        var path = environment.getOrDefault(PATH_VARIABLE, "/mcp");
        if (!path.startsWith("/")) {
            problems.add(PATH_VARIABLE + ": '" + path + "' does not begin with a slash");
        }
        var directory = environment.getOrDefault(DIRECTORY_VARIABLE, "");
        if (directory.isBlank()) {
            problems.add(DIRECTORY_VARIABLE + ": it is missing");
        }
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return new BridgeSettings(port, path, Path.of(directory), bytes, sessions, IDLE, ProxySettings.DRAIN);
    }
}
