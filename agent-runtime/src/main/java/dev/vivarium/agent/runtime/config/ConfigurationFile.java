package dev.vivarium.agent.runtime.config;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.AgentConfigurationYaml;
import dev.vivarium.agent.contract.InvalidConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The file with the agent's configuration. */
public record ConfigurationFile(Path path) {
    /** The Quarkus property that names the file; {@link AgentConfiguration#FILE_VARIABLE} is its form as an environment variable. */
    public static final String PROPERTY = "vivarium.agent.config";

    /** Finds the file by the same precedence as Quarkus: system property, environment variable, default. */
    public static ConfigurationFile fromEnvironment(Properties properties, Map<String, String> environment) {
        var fromVariable = environment.getOrDefault(AgentConfiguration.FILE_VARIABLE, AgentConfiguration.FILE);
        return new ConfigurationFile(Path.of(properties.getProperty(PROPERTY, fromVariable)));
    }

    /** @throws InvalidConfigurationException naming every field that is wrong, or saying why the file cannot be read */
    public AgentConfiguration read() {
        String yaml;
        try {
            yaml = Files.readString(path);
        } catch (NoSuchFileException e) {
            throw new InvalidConfigurationException(List.of("there is no such file; set "
                    + AgentConfiguration.FILE_VARIABLE + " to the file with the agent's configuration"));
        } catch (IOException e) {
            throw new InvalidConfigurationException(List.of("the file cannot be read: " + e));
        }
        var configuration = new AgentConfigurationYaml().read(yaml);
        var problems = RuntimeRules.problems(configuration);
        if (!problems.isEmpty()) {
            throw new InvalidConfigurationException(problems);
        }
        return configuration;
    }

    /** The message for people: the file, then a line for each problem. */
    public String describe(InvalidConfigurationException e) {
        return "The configuration of the agent, " + path + ", is not usable:\n  - "
                + String.join("\n  - ", e.problems());
    }
}
