package dev.vivarium.demo.cli;

import dev.vivarium.demo.report.LedgerCheck;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints the report; fails when Prometheus has not what the providers served. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Reads every figure back from the APIs of Prometheus and Kubernetes and prints it.")
public final class ReportCommand implements Callable<Integer> {
    private static final Duration REQUEST = Duration.ofSeconds(30);

    @Mixin
    private Target target;

    @Override
    public Integer call() {
        return Session.run(
                target,
                REQUEST,
                session -> LedgerCheck.difference(session.report().ledger()).isEmpty() ? 0 : 1);
    }
}
