package dev.vivarium.demo.e2e;

import dev.vivarium.demo.cluster.Cluster;
import dev.vivarium.demo.cluster.Diagnosis;
import dev.vivarium.demo.cluster.Progress;
import dev.vivarium.demo.cluster.Resources;
import dev.vivarium.demo.load.LoadSummary;
import dev.vivarium.demo.load.Loading;
import dev.vivarium.demo.prometheus.PrometheusApi;
import dev.vivarium.demo.report.LedgerCheck;
import dev.vivarium.demo.report.ReportReader;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** The example in the cluster that KUBECONFIG names. When a test fails, what is in the cluster is printed. */
final class Example implements TestWatcher, AfterAllCallback {
    static final String NAMESPACE = "rockbot";
    static final String AGENT = "rockbot";
    private static final String OPERATOR_NAMESPACE = "vivarium-system";
    /** Longest wait for a reply. */
    static final Duration REPLY = Duration.ofMinutes(2);

    /** Most conversations of a load at a time. */
    static final int CONCURRENCY = 8;

    final Cluster cluster = Cluster.connect(REPLY);
    final Resources resources = new Resources(cluster, NAMESPACE);
    final ReportReader reader = new ReportReader(cluster, NAMESPACE);
    private final Progress progress = new Progress(System.err, Clock.systemUTC());

    void await(String what, Duration deadline, Supplier<Optional<String>> missing) {
        progress.await(what, deadline, missing);
    }

    void awaitReady() {
        await("every resource ready", Duration.ofMinutes(6), resources::notReady);
    }

    /** Waits until Prometheus has exactly what the providers served. */
    void awaitExactSums() {
        await("exact sums in Prometheus", Duration.ofMinutes(3), () -> LedgerCheck.difference(reader.ledger()));
    }

    /** Waits until every target was scraped; one that is new is unknown until then. */
    void awaitTargetsUp() {
        await(
                "every target up",
                Duration.ofMinutes(2),
                () -> reader.prometheus().activeTargets().stream()
                        .filter(target -> !target.health().equals("up"))
                        .map(PrometheusApi.Target::toString)
                        .findFirst());
    }

    /** Waits until every rule was evaluated without an error; one that is new is unknown until then. */
    void awaitRulesOk() {
        await(
                "every rule ok",
                Duration.ofMinutes(2),
                () -> reader.prometheus().rules().stream()
                        .filter(rule -> !rule.health().equals("ok"))
                        .map(PrometheusApi.Rule::toString)
                        .findFirst());
    }

    LoadSummary load(int overBus, int overHttp) {
        return new Loading(cluster, NAMESPACE, AGENT, progress, Clock.systemUTC())
                .run(overBus, overHttp, CONCURRENCY, REPLY);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        new Diagnosis(cluster, System.err).print(NAMESPACE, OPERATOR_NAMESPACE);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        cluster.close();
    }
}
