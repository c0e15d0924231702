package dev.vivarium.demo.cli;

import picocli.CommandLine.Option;

/** How much load, and how fast. */
public final class LoadOptions {
    @Option(names = "--bus", defaultValue = "60", description = "Turns over the bus (default: ${DEFAULT-VALUE}).")
    int bus;

    @Option(
            names = "--http",
            defaultValue = "20",
            description = "Turns over HTTP, every third as a stream (default: ${DEFAULT-VALUE}).")
    int http;

    @Option(
            names = "--concurrency",
            defaultValue = "8",
            description = "Most conversations at a time (default: ${DEFAULT-VALUE}).")
    int concurrency;

    @Option(
            names = "--reply-timeout",
            defaultValue = "120",
            description = "Longest wait for one reply, in seconds (default: ${DEFAULT-VALUE}).")
    int replyTimeoutSeconds;
}
