package dev.vivarium.agent.runtime;

import dev.vivarium.agent.contract.InvalidConfigurationException;
import dev.vivarium.agent.runtime.config.ConfigurationFile;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Starts the agent, unless its configuration is wrong: then every wrong field is named on the standard error stream and the exit code is 2. */
@QuarkusMain
public final class Main {
    static final int BAD_CONFIGURATION = 2;

    private Main() {}

    public static void main(String... arguments) {
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
