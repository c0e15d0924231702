package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.operator.testkit.Ports;
import dev.vivarium.operator.testkit.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The real Prometheus, with samples of long ago, targets and rules that a test gives it. It evaluates every rule once a second, whatever the rule says. */
public final class RunningPrometheus implements AutoCloseable {
    private final Process process;
    private final Path rules;
    private final Path log;
    private final URI uri;
    private final HttpClient http = HttpClient.newHttpClient();

    /**
     * Starts it.
     *
     * @param openMetrics samples with their times in the OpenMetrics format, without its last line
     * @param scrapePool name of its one scrape job
     * @param targets {@code static_configs} of the job in YAML's flow style; {@code SELF} stands for the address of this Prometheus
     */
    public RunningPrometheus(Path directory, String openMetrics, String scrapePool, String targets)
            throws IOException, InterruptedException {
        uri = URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + Ports.free());
        rules = Files.createDirectories(directory.resolve("rules"));
        log = directory.resolve("prometheus.log");
        var data = Files.createDirectories(directory.resolve("data"));
        var samples = Files.writeString(directory.resolve("samples.txt"), openMetrics + "# EOF\n");
        var blocks = Program.find("promtool", directory)
                .run(Map.of(), "tsdb", "create-blocks-from", "openmetrics", samples.toString(), data.toString());
        assertThat(blocks.exitCode()).as(blocks.output()).isZero();
        var config = Files.writeString(directory.resolve("prometheus.yml"), """
                # On a busy machine a scrape may take longer than a second, and none may take longer than the interval.
                global: {scrape_interval: 5s, scrape_timeout: 5s, evaluation_interval: 1s}
                rule_files: ["%s/*.yaml"]
                scrape_configs:
                - job_name: %s
                  static_configs: %s
                """.formatted(
                        rules, scrapePool, targets.replace("SELF", uri.getAuthority())));
        process = Program.find("prometheus", directory)
                .start(
                        Map.of(),
                        log,
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + data,
                        "--storage.tsdb.retention.time=100y",
                        "--web.listen-address=" + uri.getAuthority(),
                        "--web.enable-lifecycle");
        await("Prometheus").atMost(Sandbox.SOON).until(() -> !process.isAlive() || isReady());
        assertThat(process.isAlive()).as(log()).isTrue();
    }

    public URI uri() {
        return uri;
    }

    /** Has it load these rules and no others. */
    public void load(Map<String, String> files) throws IOException, InterruptedException {
        try (var before = Files.list(rules)) {
            for (var file : before.toList()) {
                Files.delete(file);
            }
        }
        for (var file : files.entrySet()) {
            Files.writeString(
                    rules.resolve(file.getKey()),
                    file.getValue().replaceAll("interval: \"?[0-9]+[sm]\"?", "interval: 1s"));
        }
        var answer = http.send(
                HttpRequest.newBuilder(uri.resolve("/-/reload"))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body() + log()).isEqualTo(200);
    }

    /** Ends it at once: one that ends in order may still answer when it has given up its targets. */
    @Override
    public void close() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
        http.close();
    }

    private boolean isReady() throws InterruptedException {
        try {
            return http.send(
                                    HttpRequest.newBuilder(uri.resolve("/-/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
