package dev.vivarium.demo.cli;

import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Sends turns; fails when a reply is missing or wrong. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description =
                "Sends turns to the agent over the bus and over HTTP, from outside the cluster, and waits for every reply.")
public final class LoadCommand implements Callable<Integer> {
    @Mixin
    private Target target;

    @Mixin
    private LoadOptions options;

    @Override
    public Integer call() {
        var timeout = Duration.ofSeconds(options.replyTimeoutSeconds);
        return Session.run(target, timeout, session -> session.load(options) ? 0 : 1);
    }
}
