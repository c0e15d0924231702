package dev.vivarium.operator.settings;

import dev.vivarium.operator.resolve.NamespacedName;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks the configuration and turns it into settings. */
final class SettingsReader {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final VivariumConfig config;
    private final List<String> problems = new ArrayList<>();

    SettingsReader(VivariumConfig config) {
        this.config = config;
    }

    /** @throws InvalidSettingsException naming every setting that is wrong */
    OperatorSettings settings() {
        var images = new Images(
                image("agent-runtime", config.images().agentRuntime()),
                image("collector", config.images().collector()),
                image("prometheus", config.images().prometheus()),
                image("alertmanager", config.images().alertmanager()),
                image("grafana", config.images().grafana()));
        var settings = new OperatorSettings(images, defaultStack(), runbookBaseUrl());
        failOnProblems();
        return settings;
    }

    /** @throws InvalidSettingsException naming every namespace that cannot be one */
    WatchedNamespaces namespaces() {
        var names = new HashSet<String>();
        for (var entry : config.namespaces().orElse(List.of())) {
            var name = entry.strip();
            if (name.isEmpty()) {
                continue;
            }
            if (!LABEL.matcher(name).matches()) {
                problems.add("VIVARIUM_NAMESPACES: '" + name
                        + "' is not a namespace; give a comma-separated list, or nothing for all namespaces");
            }
            names.add(name);
        }
        failOnProblems();
        return new WatchedNamespaces(Set.copyOf(names));
    }

    private String image(String key, String value) {
        if (value.isBlank() || value.chars().anyMatch(Character::isWhitespace)) {
            problems.add("vivarium.images." + key + ": '" + value + "' is not a container image");
        }
        return value;
    }

    private Optional<NamespacedName> defaultStack() {
        var value = config.defaultStack().map(String::strip).filter(text -> !text.isEmpty());
        if (value.isEmpty()) {
            return Optional.empty();
        }
        var parts = value.get().split("/", -1);
        if (parts.length != 2
                || !LABEL.matcher(parts[0]).matches()
                || !LABEL.matcher(parts[1]).matches()) {
            problems.add(
                    "VIVARIUM_DEFAULT_STACK: '" + value.get() + "' is not the namespace/name of an ObservabilityStack");
            return Optional.empty();
        }
        return Optional.of(new NamespacedName(parts[0], parts[1]));
    }

    private String runbookBaseUrl() {
        var value = config.runbookBaseUrl().strip();
        try {
            var url = new URI(value);
            if (url.getHost() == null || !("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                problems.add("VIVARIUM_RUNBOOK_BASE_URL: '" + value + "' is not an http or https URL");
            }
        } catch (URISyntaxException e) {
            problems.add("VIVARIUM_RUNBOOK_BASE_URL: '" + value + "' is not a URL: " + e.getReason());
        }
        return value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
    }

    private void failOnProblems() {
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }
}
