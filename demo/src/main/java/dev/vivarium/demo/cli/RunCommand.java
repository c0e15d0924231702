package dev.vivarium.demo.cli;

import dev.vivarium.demo.report.LedgerCheck;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The whole demo, after the example has been applied. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Waits until the example is ready, sends the load, waits for the alert and prints the report.")
public final class RunCommand implements Callable<Integer> {
    @Mixin
    private Target target;

    @Mixin
    private LoadOptions options;

    @Override
    public Integer call() {
        return Session.run(target, Duration.ofSeconds(options.replyTimeoutSeconds), session -> {
            session.waitForReady();
            var complete = session.load(options);
            session.waitForTelemetry();
            session.waitForAlert();
            var equal = LedgerCheck.difference(session.report().ledger()).isEmpty();
            return complete && equal ? 0 : 1;
        });
    }
}
