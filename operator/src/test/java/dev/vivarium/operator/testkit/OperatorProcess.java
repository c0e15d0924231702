package dev.vivarium.operator.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The packaged operator in a process of its own, with its settings from the environment, as it is installed. */
public final class OperatorProcess implements AutoCloseable {
    private static final Path ROOT = Path.of(System.getProperty("vivarium.root"));
    private static final Duration START = Sandbox.SOON;
    private static final Duration STOP = Duration.ofMinutes(1);
    private static final int OK = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final String management;

    /**
     * Starts it.
     *
     * @param name of its log and, as its host name, of itself
     * @param directory where it writes its log
     */
    public OperatorProcess(String name, Path kubeconfig, Map<String, String> environment, Path directory)
            throws IOException {
        var address = InetAddress.getLoopbackAddress().getHostAddress();
        var port = Ports.free();
        log = directory.resolve(name + ".log");
        management = "http://" + address + ":" + port;
        var builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx320m",
                        "-jar",
                        ROOT.resolve("operator/target/quarkus-app/quarkus-run.jar")
                                .toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().put("KUBECONFIG", kubeconfig.toString());
        builder.environment().put("HOSTNAME", name);
        builder.environment().put("QUARKUS_MANAGEMENT_HOST", address);
        builder.environment().put("QUARKUS_MANAGEMENT_PORT", Integer.toString(port));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Waits until it says that it is ready. */
    public OperatorProcess awaitReady() {
        try {
            Awaitility.await("the operator").atMost(START).until(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("the operator has ended:\n" + log());
                }
                return get("/q/health/ready")
                        .filter(answer -> answer.statusCode() == OK)
                        .isPresent();
            });
            return this;
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("the operator does not get ready:\n" + log(), e);
        }
    }

    /** Its metrics in Prometheus' text format. */
    public String metrics() {
        return get("/q/metrics")
                .orElseThrow(() -> new AssertionError("the operator does not answer:\n" + log()))
                .body();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it without giving it the time to say so to anybody. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends it as Kubernetes does, and fails when it does not end by itself. */
    @Override
    public void close() {
        http.close();
        process.destroy();
        try {
            process.onExit().orTimeout(STOP.toSeconds(), TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            kill();
            throw new IllegalStateException("the operator does not end within " + STOP + ":\n" + log(), e);
        }
    }

    /** Empty when nothing answers. */
    private Optional<HttpResponse<String>> get(String path) {
        try {
            var request = HttpRequest.newBuilder(URI.create(management + path))
                    .timeout(Duration.ofSeconds(30))
                    .build();
            return Optional.of(http.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
