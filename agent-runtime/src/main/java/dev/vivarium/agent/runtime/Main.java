package dev.vivarium.agent.runtime;

import dev.vivarium.agent.contract.InvalidConfigurationException;
import dev.vivarium.agent.contract.McpBridgeContract;
import dev.vivarium.agent.contract.McpProxyContract;
import dev.vivarium.agent.runtime.config.ConfigurationFile;
import dev.vivarium.agent.runtime.mcpproxy.McpProxyMain;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/**
 * Starts the agent, unless its configuration is wrong: then every wrong field is named on the standard error stream and the exit code is 2. With the argument
 * {@value McpProxyContract#MODE} it is the proxy in front of an MCP server instead, with {@value McpBridgeContract#MODE} the bridge to one; neither needs the configuration of an agent nor Quarkus.
 */
@QuarkusMain
public final class Main {
    static final int BAD_CONFIGURATION = 2;

    private Main() {}

    public static void main(String... arguments) {
        if (arguments.length > 0 && arguments[0].equals(McpProxyContract.MODE)) {
            McpProxyMain.run(System.getenv());
            return;
        }
        if (arguments.length > 0 && arguments[0].equals(McpBridgeContract.MODE)) {
            McpProxyMain.bridge(System.getenv());
            return;
        }
        var file = ConfigurationFile.fromEnvironment(System.getProperties(), System.getenv());
        try {
            file.read();
        } catch (InvalidConfigurationException e) {
            System.err.println(file.describe(e));
            System.exit(BAD_CONFIGURATION);
        }
        Quarkus.run(arguments);
    }
}
