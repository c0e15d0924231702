package dev.vivarium.bench;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.contract.AgentConfigurationYaml;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process that answers turns over HTTP. */
final class ServedLoop implements AutoCloseable {
    private static final Duration START = Duration.ofMinutes(1);
    private static final int KILOBYTES_PER_MEGABYTE = 1024;

    private final Process process;
    private final int port;
    private final Duration started;

    private ServedLoop(Process process, int port, Duration started) {
        this.process = process;
        this.port = port;
        this.started = started;
    }

    /**
     * The packaged runtime with the simulated model, which takes no time; it exports nothing, as without a stack.
     *
     * @param concurrency turns at a time that it will be asked for; it allows twice as many, so that it refuses none
     */
    static ServedLoop runtime(Path directory, List<String> jvm, List<String> classes, int concurrency)
            throws IOException, InterruptedException {
        var configuration = new AgentConfiguration(
                null,
                "Agent",
                "bench",
                "bench",
                "Answer.",
                new AgentConfiguration.Model("simulated", "sim", null, null, null, null),
                null,
                new AgentConfiguration.Limits(10, 2 * concurrency, "1m"),
                new AgentConfiguration.Transport("Http"),
                null,
                null,
                null,
                null,
                null,
                null);
        var file = Files.createTempFile("agent", ".yaml");
        file.toFile().deleteOnExit();
        Files.writeString(file, new AgentConfigurationYaml().write(configuration));
        int port = freePort();
        int management = freePort();
        var arguments = List.of(
                "-Dvivarium.agent.config=" + file,
                "-Dvivarium.simulated.time-scale=0",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=" + management,
                "-jar",
                directory.resolve("quarkus-run.jar").toString());
        return start(
                Stream.of(jvm, classes, arguments).flatMap(List::stream).toList(),
                port,
                URI.create("http://127.0.0.1:" + management + "/q/health/started"));
    }

    static ServedLoop plain(List<String> jvm) throws IOException, InterruptedException {
        int port = freePort();
        var jar = System.getProperty("java.class.path");
        var arguments = List.of("-jar", jar, "serve-plain-loop", "--port=" + port);
        return start(
                Stream.of(jvm, arguments).flatMap(List::stream).toList(),
                port,
                URI.create("http://127.0.0.1:" + port + "/health"));
    }

    URI turnsUri() {
        return URI.create("http://127.0.0.1:" + port + "/v1/turns");
    }

    /** Time from the start of the process until it answered. */
    Duration started() {
        return started;
    }

    /** Memory that is resident now, as Linux counts it, shared pages of files included. */
    long residentMegabytes() throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KILOBYTES_PER_MEGABYTE)
                    .findFirst()
                    .orElseThrow(() -> new IOException("the process has ended"));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static ServedLoop start(List<String> arguments, int port, URI health)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(arguments);
        var begin = System.nanoTime();
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(health).timeout(START).build();
            while (!answers(http, request)) {
                if (!process.isAlive() || System.nanoTime() - begin > START.toNanos()) {
                    process.destroyForcibly();
                    throw new IOException("did not start: " + String.join(" ", command));
                }
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        return new ServedLoop(process, port, Duration.ofNanos(System.nanoTime() - begin));
    }

    private static boolean answers(HttpClient http, HttpRequest request) throws InterruptedException {
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
