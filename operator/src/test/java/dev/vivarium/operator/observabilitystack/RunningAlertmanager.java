package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.api.v1alpha1.SecretKeyRef;
import dev.vivarium.operator.testkit.Ports;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/** The real Alertmanager with the configuration and the secret files that a stack gives it. */
final class RunningAlertmanager implements AutoCloseable {
    private final Process process;
    private final Path log;
    private final URI uri;
    private final HttpClient http = HttpClient.newHttpClient();

    RunningAlertmanager(StackInput input, Path directory) throws IOException, InterruptedException {
        var secrets = Files.createDirectories(directory.resolve("secrets"));
        for (var volume : new SecretFiles(input).files().entrySet()) {
            Files.writeString(secrets.resolve(volume.getKey()), volume.getValue());
        }
        var config = new AlertmanagerConfig(input.spec().notifications(), point -> RawReceivers.of(input, point))
                .render()
                .replace(AlertmanagerConfig.SECRETS_DIRECTORY, secrets.toString());
        var file = Files.writeString(directory.resolve("alertmanager.yml"), config);
        log = directory.resolve("alertmanager.log");
        uri = URI.create("http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + Ports.free());
        process = Program.find("alertmanager", directory)
                .start(
                        Map.of(),
                        log,
                        "--config.file=" + file,
                        "--storage.path=" + directory.resolve("data"),
                        "--web.listen-address=" + uri.getAuthority(),
                        "--enable-feature=receiver-name-in-metrics",
                        "--cluster.listen-address=");
        await().atMost(Sandbox.SOON).until(() -> !process.isAlive() || get("/-/ready") != null);
        assertThat(process.isAlive()).as(log()).isTrue();
    }

    URI uri() {
        return uri;
    }

    /** Sends alerts as Prometheus does. */
    void post(String alerts) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri.resolve("/api/v2/alerts"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(alerts))
                .build();
        var response = http.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    }

    String metrics() {
        return get("/metrics");
    }

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        process.waitFor();
        http.close();
    }

    private String get(String path) {
        try {
            var response =
                    http.send(HttpRequest.newBuilder(uri.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? response.body() : null;
        } catch (IOException e) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** What the volume of secrets holds, from the pod's own description of it. */
    private record SecretFiles(StackInput input) {
        Map<String, String> files() {
            var files = new TreeMap<String, String>();
            var set = StackChildren.of(input, () -> "").objects().stream()
                    .filter(StatefulSet.class::isInstance)
                    .map(StatefulSet.class::cast)
                    .filter(found ->
                            found.getMetadata().getName().equals(Component.ALERTMANAGER.childName(input.name())))
                    .findFirst()
                    .orElseThrow();
            for (var volume : set.getSpec().getTemplate().getSpec().getVolumes()) {
                if (volume.getName().equals("secrets")) {
                    for (var source : volume.getProjected().getSources()) {
                        var secret = source.getSecret();
                        for (var item : secret.getItems()) {
                            input.secrets()
                                    .value(new SecretKeyRef(secret.getName(), item.getKey()))
                                    .ifPresent(value -> files.put(
                                            item.getPath(),
                                            new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)));
                        }
                    }
                }
            }
            return files;
        }
    }
}
