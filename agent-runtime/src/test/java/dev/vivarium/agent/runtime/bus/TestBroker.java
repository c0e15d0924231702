package dev.vivarium.agent.runtime.bus;

import dev.vivarium.agent.runtime.testing.Patience;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real RabbitMQ, by the testbed's command. */
final class TestBroker implements AutoCloseable {
    /** Longer than the testbed itself waits. */
    private static final Duration LONGEST = Patience.AMPLE.multipliedBy(3);

    private final String name;
    private String url;

    /** @param name apart from the other brokers on this machine */
    TestBroker(String name) {
        this.name = name;
    }

    /** Starts it, or starts it again after {@link #kill} with the data it had; returns its URL. */
    synchronized String up() {
        if (url == null) {
            url = run("up").strip();
        }
        return url;
    }

    /** Has it write down which queues there are. A crash before that leaves nothing of a quorum queue, not even messages that it has confirmed. */
    void sync() {
        run("sync");
    }

    /** Kills it as a crash would. */
    synchronized void kill() {
        run("kill");
        url = null;
    }

    String log() {
        return run("log");
    }

    @Override
    public synchronized void close() {
        run("down");
        url = null;
    }

    private String run(String action) {
        var root = System.getProperty("vivarium.root");
        var command = new ArrayList<>(
                List.of(Path.of(root, "testbed", "bin", "testbed").toString()));
        command.addAll(List.of("broker", action, "--name", name));
        try {
            var output = Files.createTempFile("testbed-broker", ".out");
            try {
                var process = new ProcessBuilder(command)
                        .redirectErrorStream(false)
                        .redirectOutput(output.toFile())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
                if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroy();
                    throw new IllegalStateException(command + " has not ended after " + LONGEST);
                }
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(command + " failed with exit code " + process.exitValue());
                }
                return Files.readString(output);
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
