package dev.vivarium.operator.settings;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The settings of the environment, read without a running application. */
public final class EnvironmentSettings {
    private static final String DEFAULTS = "application.properties";

    private EnvironmentSettings() {}

    /** @throws InvalidSettingsException naming every setting that is wrong */
    public static OperatorSettings read() {
        try {
            var defaults = EnvironmentSettings.class.getClassLoader().getResource(DEFAULTS);
            var config = new SmallRyeConfigBuilder()
                    .addDefaultInterceptors()
                    .withSources(new PropertiesConfigSource(defaults, 100))
                    .addSystemSources()
                    .withMapping(VivariumConfig.class)
                    // The file has the keys of the application's other parts too.
                    .withMappingIgnore("quarkus.**")
                    // And so begin properties and variables of tools around this one.
                    .withMappingIgnore("vivarium.**")
                    .build();
            return new SettingsReader(config.getConfigMapping(VivariumConfig.class)).settings();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + DEFAULTS, e);
        }
    }
}
