package dev.vivarium.agent.runtime.mcpproxy;

import static dev.vivarium.agent.contract.McpProxyContract.MAX_REQUEST_BYTES_VARIABLE;
import static dev.vivarium.agent.contract.McpProxyContract.PORT;
import static dev.vivarium.agent.contract.McpProxyContract.PORT_VARIABLE;
import static dev.vivarium.agent.contract.McpProxyContract.UPSTREAM_VARIABLE;

import dev.vivarium.agent.contract.InvalidConfigurationException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the proxy is told by its environment.
 *
 * @param port that it listens on; 0 for any that is free
 * @param upstream URL of the MCP endpoint that it stands in front of; requests for other paths are passed on unmeasured
 * @param maxRequestBytes most bytes of a message that are taken; a larger one is refused with HTTP status 413
 * @param drain most time that operations under way may take after SIGTERM
 */
public record ProxySettings(int port, URI upstream, int maxRequestBytes, Duration drain) {
    static final int DEFAULT_MAX_REQUEST_BYTES = 4 * 1024 * 1024;
    static final int MOST_REQUEST_BYTES = 256 * 1024 * 1024;
    static final Duration DRAIN = Duration.ofSeconds(30);

    /** @throws InvalidConfigurationException naming every variable that is wrong */
    public static ProxySettings from(Map<String, String> environment) {
        var problems = new ArrayList<String>();
        var port = number(environment, PORT_VARIABLE, PORT, 65535, problems);
        var bytes = number(
                environment, MAX_REQUEST_BYTES_VARIABLE, DEFAULT_MAX_REQUEST_BYTES, MOST_REQUEST_BYTES, problems);
        var upstream = upstream(environment.getOrDefault(UPSTREAM_VARIABLE, ""), problems);
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return new ProxySettings(port, upstream, bytes, DRAIN);
    }

    static int number(Map<String, String> environment, String name, int otherwise, int most, List<String> problems) {
        var text = environment.getOrDefault(name, "").strip();
        if (text.isEmpty()) {
            return otherwise;
        }
        try {
            var number = Integer.parseInt(text);
            if (number >= 1 && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, like a number out of range.
        }
        problems.add(name + ": '" + text + "' is no number from 1 to " + most);
        return otherwise;
    }

    private static URI upstream(String text, List<String> problems) {
        try {
            var uri = URI.create(text.strip());
            if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below, like one of another form.
        }
        problems.add(UPSTREAM_VARIABLE + ": '" + text + "' is no URL like http://127.0.0.1:8080/mcp");
        return null;
    }
}
