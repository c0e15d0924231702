package dev.vivarium.demo.cli;

import picocli.CommandLine.Option;

/** Where the example is. */
public final class Target {
    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "rockbot",
            description = "Namespace of the example (default: ${DEFAULT-VALUE}).")
    String namespace;

    @Option(
            names = "--agent",
            defaultValue = "rockbot",
            description = "The Agent that is asked (default: ${DEFAULT-VALUE}).")
    String agent;

    @Option(
            names = "--operator-namespace",
            defaultValue = "vivarium-system",
            description =
                    "Namespace of the operator, for its log when something is not well (default: ${DEFAULT-VALUE}).")
    String operatorNamespace;
}
