package dev.vivarium.operator.settings;

import dev.vivarium.operator.resolve.NamespacedName;
import java.util.Optional;

/**
 * What whoever installs the operator decides.
 *
 * @param defaultStack stack of agents that name none and have none in their namespace
 * @param runbookBaseUrl where runbooks are read; a link is this, a slash, and the name of the alert in lower case with the ending {@code .md}
 */
public record OperatorSettings(Images images, Optional<NamespacedName> defaultStack, String runbookBaseUrl) {}
