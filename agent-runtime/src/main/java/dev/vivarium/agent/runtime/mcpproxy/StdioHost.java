package dev.vivarium.agent.runtime.mcpproxy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The shell in the server's container that starts processes of it, see {@code stdio-host.sh}. When that container ends, so do all its processes; when it is back,
 * new ones can be started.
 *
 * <p>Opening a named pipe to read waits for somebody who writes. So each is opened to read and write first, which does not wait, and then to read; the first is
 * closed when the other side is known to have it open, so that its end is seen.
 */
final class StdioHost implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(StdioHost.class);
    private static final long RETRY_MILLIS = 100;

    private final Path directory;
    private final Map<String, StdioProcess> processes = new ConcurrentHashMap<>();
    private final Thread thread;

    private volatile Path run;
    private volatile boolean connected;
    private volatile boolean closed;

    StdioHost(Path directory) {
        this.directory = directory;
        thread = Thread.ofPlatform().name("stdio-host").daemon().unstarted(this::run);
    }

    StdioHost start() {
        thread.start();
        return this;
    }

    /** Whether the shell answered and has not ended. */
    boolean isConnected() {
        return connected;
    }

    /**
     * Asks for a process.
     *
     * @param id letters, digits and hyphens; not used before
     * @return completes when the process runs; fails when there is nobody to start it
     */
    CompletableFuture<StdioProcess> start(String id, StdioProcess.Listener listener) {
        var process = new StdioProcess(id, listener, this);
        processes.put(id, process);
        if (!connected || !tell("start " + id)) {
            processes.remove(id);
            return CompletableFuture.failedFuture(new IOException("the container of the server does not run"));
        }
        return process.started();
    }

    /** Sends a signal to a process. */
    void kill(long pid, String signal) {
        tell("kill " + pid + " " + signal);
    }

    /** Lets the shell end, after its processes. */
    @Override
    public void close() {
        closed = true;
        tell("quit");
        thread.interrupt();
    }

    private void run() {
        while (!closed) {
            try {
                var current = directory.resolve(
                        Files.readString(directory.resolve("current")).strip());
                listen(current);
            } catch (IOException e) {
                LOG.debugf("The container of the server is not there yet: %s", e.toString());
            }
            lost();
            pause();
        }
    }

    /** Returns when the shell has ended. */
    private void listen(Path current) throws IOException {
        var events = current.resolve("events");
        var held = open(events, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (var reading = open(events, StandardOpenOption.READ)) {
            held.close();
            run = current;
            tell("hello bridge");
            var lines = new BufferedReader(
                    new InputStreamReader(Channels.newInputStream(reading), StandardCharsets.US_ASCII));
            for (var line = lines.readLine(); line != null; line = lines.readLine()) {
                handle(current, line.split(" "));
            }
        } finally {
            held.close();
        }
    }

    private void handle(Path current, String[] event) {
        if (event[0].equals("hello")) {
            if (!connected) {
                LOG.info("The container of the server is there");
            }
            connected = true;
            return;
        }
        var process = event.length < 2 ? null : processes.get(event[1]);
        if (process == null) {
            // Of a bridge before this one.
            return;
        }
        switch (event[0]) {
            case "made" -> process.open(current);
            case "up" -> process.up(Long.parseLong(event[2]));
            case "exit" -> {
                processes.remove(process.id());
                process.exited(Integer.parseInt(event[2]));
            }
            default -> LOG.warnf("The container of the server says '%s', which is not known", String.join(" ", event));
        }
    }

    private void lost() {
        if (connected) {
            LOG.warn("The container of the server has ended, and with it every process in it");
        }
        connected = false;
        for (var process : processes.values()) {
            processes.remove(process.id());
            process.exited(StdioProcess.LOST);
        }
    }

    private synchronized boolean tell(String line) {
        var current = run;
        if (current == null) {
            return false;
        }
        // A short line is written as a whole or not at all.
        try (var control = open(current.resolve("control"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            control.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.US_ASCII)));
            return true;
        } catch (IOException e) {
            LOG.debugf("The container of the server cannot be told '%s': %s", line, e.toString());
            return false;
        }
    }

    static FileChannel open(Path pipe, StandardOpenOption... options) throws IOException {
        return FileChannel.open(pipe, options);
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
            // Only the end of the bridge interrupts.
            closed = true;
        }
    }
}
