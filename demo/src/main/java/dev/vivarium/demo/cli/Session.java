package dev.vivarium.demo.cli;

import dev.vivarium.demo.cluster.Cluster;
import dev.vivarium.demo.cluster.Diagnosis;
import dev.vivarium.demo.cluster.NotInTimeException;
import dev.vivarium.demo.cluster.Progress;
import dev.vivarium.demo.cluster.Resources;
import dev.vivarium.demo.load.Loading;
import dev.vivarium.demo.report.AlertCheck;
import dev.vivarium.demo.report.LedgerCheck;
import dev.vivarium.demo.report.Report;
import dev.vivarium.demo.report.ReportReader;
import dev.vivarium.demo.report.ReportText;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.ToIntFunction;

/** The steps of the demo against one cluster. */
final class Session {
    private static final Duration READY = Duration.ofMinutes(6);
    private static final Duration SETTLED = Duration.ofSeconds(90);
    private static final Duration ALERTED = Duration.ofMinutes(4);

    private final Cluster cluster;
    private final Target target;
    private final PrintStream out;
    private final Clock clock;
    private final Progress progress;
    private final Instant begin;

    private Session(Cluster cluster, Target target, PrintStream out, PrintStream progress, Clock clock) {
        this.cluster = cluster;
        this.target = target;
        this.out = out;
        this.clock = clock;
        this.progress = new Progress(progress, clock);
        this.begin = clock.instant();
    }

    /** Connects, does the steps, and says what is not well when something did not happen in time. */
    static int run(Target target, Duration requestTimeout, ToIntFunction<Session> steps) {
        try (var cluster = Cluster.connect(requestTimeout)) {
            try {
                return steps.applyAsInt(new Session(cluster, target, System.out, System.err, Clock.systemUTC()));
            } catch (NotInTimeException e) {
                System.err.println("demo: " + e.getMessage());
                new Diagnosis(cluster, System.err).print(target.namespace, target.operatorNamespace);
                return 1;
            }
        }
    }

    void waitForReady() {
        progress.await("every resource ready", READY, new Resources(cluster, target.namespace)::notReady);
    }

    boolean load(LoadOptions options) {
        var summary = new Loading(cluster, target.namespace, target.agent, progress, clock)
                .run(options.bus, options.http, options.concurrency, Duration.ofSeconds(options.replyTimeoutSeconds));
        out.print(summary.text());
        return summary.complete();
    }

    /** Waits until Prometheus has everything that the providers served. */
    void waitForTelemetry() {
        var reader = new ReportReader(cluster, target.namespace);
        progress.await("all telemetry in Prometheus", SETTLED, () -> LedgerCheck.difference(reader.ledger()));
    }

    /** Waits until an alert on the agent that fires now, or fired since this session began, has been delivered to the webhook receiver. */
    void waitForAlert() {
        var reader = new ReportReader(cluster, target.namespace);
        progress.await(
                "alert delivered to the webhook receiver",
                ALERTED,
                () -> AlertCheck.missing(reader.prometheus().alerts(), reader.deliveries(), target.agent, begin));
    }

    Report report() {
        var report = new ReportReader(cluster, target.namespace).read();
        out.print(ReportText.of(report));
        out.flush();
        return report;
    }
}
