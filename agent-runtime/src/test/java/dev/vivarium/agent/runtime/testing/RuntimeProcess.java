package dev.vivarium.agent.runtime.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged runtime in one of its other modes, as a process of its own. */
public final class RuntimeProcess implements AutoCloseable {
    private final Process process;
    private final Path log;

    private RuntimeProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    public static RuntimeProcess start(Path directory, Map<String, String> environment, List<String> arguments)
            throws IOException {
        var jar = Path.of(System.getProperty("vivarium.root"), "agent-runtime/target/quarkus-app/quarkus-run.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not there: run this test after the phase 'package'");
        }
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar.toString()));
        command.addAll(arguments);
        return run(directory, environment, command);
    }

    /** Any other program. */
    public static RuntimeProcess run(Path directory, Map<String, String> environment, List<String> command)
            throws IOException {
        var log = Files.createTempFile(directory, "process", ".log");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        return new RuntimeProcess(builder.start(), log);
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for the end. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(Patience.AMPLE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("it has not ended within " + Patience.AMPLE + ":\n" + log());
        }
        return process.exitValue();
    }

    /** Sends SIGTERM and waits for the end. */
    public int terminate() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** Kills it and everything that it started at once, as the end of a container does: stopped first, none of them can react to the end of another. */
    public void kill() throws IOException, InterruptedException {
        var all = Stream.concat(Stream.of(process.toHandle()), process.descendants())
                .toList();
        var stop = new ArrayList<>(List.of("kill", "-STOP"));
        all.forEach(one -> stop.add(Long.toString(one.pid())));
        new ProcessBuilder(stop).inheritIO().start().waitFor();
        all.forEach(ProcessHandle::destroyForcibly);
        process.waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
