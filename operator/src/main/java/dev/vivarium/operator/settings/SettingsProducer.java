package dev.vivarium.operator.settings;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Offers the settings to whoever needs them. */
@Singleton
final class SettingsProducer {
    @Produces
    @Singleton
    OperatorSettings settings(VivariumConfig config) {
        return new SettingsReader(config).settings();
    }

    @Produces
    @Singleton
    WatchedNamespaces namespaces(VivariumConfig config) {
        return new SettingsReader(config).namespaces();
    }
}
