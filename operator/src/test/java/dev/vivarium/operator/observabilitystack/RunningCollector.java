package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.OtlpExporterSpec;
import dev.vivarium.api.v1alpha1.StorageSpec;
import dev.vivarium.operator.testkit.Ports;
import dev.vivarium.operator.testkit.Sandbox;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The real collector with the configuration that the operator makes, but for its addresses and its directories. */
final class RunningCollector implements AutoCloseable {
    private final HttpClient http = HttpClient.newHttpClient();
    private final int otlp;
    private final int metrics;
    private final int ownMetrics;
    private final Process process;

    private RunningCollector(int otlp, int metrics, int ownMetrics, Process process) {
        this.otlp = otlp;
        this.metrics = metrics;
        this.ownMetrics = ownMetrics;
        this.process = process;
    }

    static RunningCollector start(Path directory) throws IOException, InterruptedException {
        return start(directory, List.of(), Map.of());
    }

    /**
     * Starts one, which goes on with the queues that another left in the directory.
     *
     * @param directory certificates and keys of back ends are in {@code tls} there, as the pod has them
     * @param environment values of headers
     */
    static RunningCollector start(Path directory, List<OtlpExporterSpec> backEnds, Map<String, String> environment)
            throws IOException, InterruptedException {
        var otlp = Ports.free();
        var metrics = Ports.free();
        var ownMetrics = Ports.free();
        var health = Ports.free();
        var storage = Files.createDirectories(directory.resolve("storage"));
        var config = new CollectorConfig(new BackEndConfig(backEnds, new StorageSpec(null, null)))
                .render()
                .replace("0.0.0.0:" + CollectorConfig.OTLP_HTTP_PORT, "127.0.0.1:" + otlp)
                .replace("0.0.0.0:" + CollectorConfig.OTLP_GRPC_PORT, "127.0.0.1:" + Ports.free())
                .replace("0.0.0.0:" + CollectorConfig.METRICS_PORT, "127.0.0.1:" + metrics)
                .replace("0.0.0.0:" + CollectorConfig.HEALTH_PORT, "127.0.0.1:" + health)
                .replace("port: " + CollectorConfig.OWN_METRICS_PORT, "port: " + ownMetrics)
                .replace(CollectorConfig.STORAGE_DIRECTORY, storage.toString())
                .replace(BackEndConfig.TLS_DIRECTORY, directory.resolve("tls").toString());
        var log = directory.resolve("otelcol.log");
        var process = Program.find("otelcol", directory)
                .start(environment, log, "--config=" + Files.writeString(directory.resolve("collector.yaml"), config));
        var collector = new RunningCollector(otlp, metrics, ownMetrics, process);
        await().atMost(Sandbox.SOON).until(() -> {
            assertThat(process.isAlive()).as(Files.readString(log)).isTrue();
            return !collector.get(health).isEmpty();
        });
        return collector;
    }

    /** Base URL of its OTLP/HTTP receiver. */
    String endpoint() {
        return "http://127.0.0.1:" + otlp;
    }

    /** Sends metrics as OTLP in JSON. */
    void send(String json) throws IOException, InterruptedException {
        send("metrics", json);
    }

    /** Sends OTLP in JSON. */
    void send(String signal, String json) throws IOException, InterruptedException {
        var answer = http.send(
                HttpRequest.newBuilder(URI.create(endpoint() + "/v1/" + signal))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** What its exporter for Prometheus offers. */
    String exported() throws InterruptedException {
        return get(metrics);
    }

    /** What it says of itself. */
    String ownMetrics() throws InterruptedException {
        return get(ownMetrics);
    }

    /** Ends it as a machine does that fails. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        http.close();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
        http.close();
    }

    private String get(int port) throws InterruptedException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
                    .build();
            var answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() : "";
        } catch (IOException e) {
            return "";
        }
    }
}
