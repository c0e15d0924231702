package dev.vivarium.agent.runtime.testing;

import static dev.vivarium.agent.runtime.testing.Patience.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.AgentActivity;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.AgentConfigurationYaml;
import dev.vivarium.agent.runtime.http.ServedEndpoint;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged agent as a process of its own, as it runs in a pod, with the simulated model. */
public final class AgentProcess implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final Path log;
    private final int port;
    private final int managementPort;

    private AgentProcess(Process process, Path log, int port, int managementPort) {
        this.process = process;
        this.log = log;
        this.port = port;
        this.managementPort = managementPort;
    }

    /** @param timeScale factor on the time that the simulated model takes */
    public static AgentProcess start(AgentConfiguration configuration, Path directory, double timeScale)
            throws IOException {
        return start(configuration, directory, timeScale, Map.of());
    }

    /**
     * @param timeScale factor on the time that the simulated model takes
     * @param environment variables that are set beside those of this process
     */
    public static AgentProcess start(
            AgentConfiguration configuration, Path directory, double timeScale, Map<String, String> environment)
            throws IOException {
        var jar = Path.of(System.getProperty("vivarium.root"), "agent-runtime/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not there: run this test after the phase 'package'");
        }
        var file = Files.createTempFile(directory, "agent", ".yaml");
        Files.writeString(file, new AgentConfigurationYaml().write(configuration));
        var log = Files.createTempFile(directory, "agent", ".log");
        int[] ports = {Ports.free(), Ports.free()};
        var command = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dvivarium.agent.config=" + file,
                        "-Dvivarium.simulated.time-scale=" + timeScale,
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + ports[0],
                        "-Dquarkus.management.host=127.0.0.1",
                        "-Dquarkus.management.port=" + ports[1],
                        "-jar",
                        jar.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        command.environment().putAll(environment);
        return new AgentProcess(command.start(), log, ports[0], ports[1]);
    }

    /** Waits until the agent listens, connected or not. */
    public AgentProcess awaitStarted() {
        await().pollInterval(Duration.ofMillis(200)).until(() -> status("live") == 200);
        return this;
    }

    public AgentProcess awaitReady() {
        await().pollInterval(Duration.ofMillis(200)).until(() -> status("ready") == 200);
        return this;
    }

    /** HTTP status of a health check; 0 when nobody listens. */
    public int status(String check) {
        try {
            return http.send(request(check).build(), BodyHandlers.discarding()).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    public String health(String check) throws IOException, InterruptedException {
        return http.send(request(check).build(), BodyHandlers.ofString()).body();
    }

    /** Turns that the agent handles at this moment. */
    public int activeTurns() throws IOException, InterruptedException {
        return managed(AgentActivity.PATH).path("activeTurns").asInt(-1);
    }

    /** What its simulated model says it served, a line for each model. */
    public JsonNode served() throws IOException, InterruptedException {
        return managed(ServedEndpoint.PATH).path("models");
    }

    private JsonNode managed(String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        return JSON.readTree(http.send(request, BodyHandlers.ofString()).body());
    }

    /** @param path of the agent's API, beginning with a slash */
    public String url(String path) {
        return "http://127.0.0.1:" + port + path;
    }

    /** Body of the answer to a turn over HTTP. */
    public String turn(String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url("/v1/turns")))
                .header("Content-Type", "application/json")
                .timeout(Patience.AMPLE)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    /** Sends a request and leaves without its answer, after so many milliseconds. */
    public void askAndLeave(String path, String body, int milliseconds) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            var request =
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(path, body.length(), body);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(milliseconds);
            socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException e) {
            // It has waited long enough and leaves.
        }
    }

    /** Announces a body of so many bytes, sends none of them, and gives back what is answered all the same, up to the end of a JSON object. */
    public String announce(String path, int bytes) throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            var request =
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
                            .formatted(path, bytes);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout((int) Patience.AMPLE.toMillis());
            var answer = new StringBuilder();
            var in = new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8);
            while (!answer.toString().endsWith("}}")) {
                var next = in.read();
                if (next < 0) {
                    throw new IOException("the answer ends early: " + answer);
                }
                answer.append((char) next);
            }
            return answer.toString();
        }
    }

    /** Kills it as the kernel does when memory runs out. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Sends SIGTERM and waits for the end. */
    public int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the agent has not ended within " + Patience.AMPLE + " of SIGTERM:\n" + log());
        }
        return process.exitValue();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        http.close();
    }

    private HttpRequest.Builder request(String check) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + managementPort + "/q/health/" + check))
                .timeout(Duration.ofSeconds(30));
    }
}
