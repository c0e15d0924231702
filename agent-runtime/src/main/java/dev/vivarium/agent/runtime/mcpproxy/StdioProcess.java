package dev.vivarium.agent.runtime.mcpproxy;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jboss.logging.MDC;

/** One process of the server, over the pipes that it has for its three streams. */
final class StdioProcess {
    /** Exit code of a process whose container ended. */
    static final int LOST = -1;
    /** Bytes of a line of the server; a process that writes a longer one is ended. */
    static final int LONGEST_LINE = 16 * 1024 * 1024;

    private static final Logger LOG = Logger.getLogger("mcp-server");
    private static final int LONGEST_LOG_LINE = 8 * 1024;
    private static final int LAST_WORDS_SECONDS = 2;
    /** Messages that the process has not taken yet. */
    private static final int MOST_UNREAD = 256;

    private final String id;
    private final Listener listener;
    private final StdioHost host;
    private final CompletableFuture<StdioProcess> started = new CompletableFuture<>();
    private final BlockingQueue<byte[]> unwritten = new LinkedBlockingQueue<>(MOST_UNREAD);
    private final CompletableFuture<Integer> ended = new CompletableFuture<>();
    private final CompletableFuture<Void> allRead = new CompletableFuture<>();

    private FileChannel input;
    private FileChannel heldOutput;
    private FileChannel heldErrors;
    private Thread writer;
    private volatile long pid;

    /** Hears of what a process does, on threads of its own. */
    interface Listener {
        /** A line of its standard output. */
        void line(String line);

        /** It has ended, and everything that it wrote was told. @param exitCode {@link #LOST} when it is not known */
        void exited(int exitCode);
    }

    StdioProcess(String id, Listener listener, StdioHost host) {
        this.id = id;
        this.listener = listener;
        this.host = host;
        ended.thenAcceptBoth(allRead, (code, nothing) -> listener.exited(code));
    }

    String id() {
        return id;
    }

    CompletableFuture<StdioProcess> started() {
        return started;
    }

    /** The exit code, when it has ended. */
    CompletableFuture<Integer> ended() {
        return ended;
    }

    /** Hands a message over. @return false when too many are not taken yet */
    boolean write(String line) {
        return unwritten.offer((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Ends its standard input, which is how a server is asked to end. */
    synchronized void closeInput() {
        if (writer != null) {
            writer.interrupt();
        }
        close(input);
    }

    void kill(String signal) {
        if (pid > 0) {
            host.kill(pid, signal);
        }
    }

    /** Its pipes are there. */
    synchronized void open(Path run) {
        try {
            heldOutput = StdioHost.open(run.resolve(id + ".out"), StandardOpenOption.READ, StandardOpenOption.WRITE);
            heldErrors = StdioHost.open(run.resolve(id + ".err"), StandardOpenOption.READ, StandardOpenOption.WRITE);
            var output = StdioHost.open(run.resolve(id + ".out"), StandardOpenOption.READ);
            var errors = StdioHost.open(run.resolve(id + ".err"), StandardOpenOption.READ);
            // The last, since the shell waits for it first: a process that ends at once takes its pipes away before
            // others are open.
            input = StdioHost.open(run.resolve(id + ".in"), StandardOpenOption.READ, StandardOpenOption.WRITE);
            thread("out", () -> {
                try {
                    lines(output, LONGEST_LINE, listener::line);
                } finally {
                    allRead.complete(null);
                }
            });
            thread("err", () -> lines(errors, LONGEST_LOG_LINE, this::log));
            writer = thread("in", this::writeAll);
        } catch (IOException e) {
            started.completeExceptionally(e);
            close(input);
            release();
        }
    }

    /** It runs, and has its pipes open. */
    synchronized void up(long processId) {
        pid = processId;
        release();
        started.complete(this);
    }

    synchronized void exited(int code) {
        release();
        closeInput();
        started.completeExceptionally(new IOException("the process ended with exit code " + code));
        if (heldOutput == null) {
            // It never had pipes.
            allRead.complete(null);
        }
        // What it started may still hold the pipe; nobody waits for that.
        allRead.completeOnTimeout(null, LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        ended.complete(code);
    }

    private void release() {
        close(heldOutput);
        close(heldErrors);
    }

    private void log(String line) {
        MDC.put("session", id);
        LOG.info(line);
    }

    private void writeAll() {
        try {
            while (true) {
                var bytes = ByteBuffer.wrap(unwritten.take());
                while (bytes.hasRemaining()) {
                    input.write(bytes);
                }
            }
        } catch (IOException | InterruptedException e) {
            // Its input was ended.
            LOG.debugf("Session %s takes no more: %s", id, e.toString());
        }
    }

    private void lines(FileChannel channel, int longest, Consumer<String> consumer) {
        try (InputStream bytes = new BufferedInputStream(Channels.newInputStream(channel))) {
            var line = new ByteArrayOutputStream();
            for (var next = bytes.read(); next >= 0; next = bytes.read()) {
                if (next != '\n') {
                    line.write(next);
                }
                if (next == '\n' || line.size() >= longest) {
                    if (line.size() >= LONGEST_LINE) {
                        LOG.errorf("A message of more than %d bytes; the process is ended", LONGEST_LINE);
                        kill("KILL");
                        return;
                    }
                    var text = line.toString(StandardCharsets.UTF_8).stripTrailing();
                    line.reset();
                    if (!text.isEmpty()) {
                        consumer.accept(text);
                    }
                }
            }
        } catch (IOException e) {
            LOG.debugf("A pipe of session %s cannot be read: %s", id, e.toString());
        }
    }

    private Thread thread(String stream, Runnable task) {
        return Thread.ofPlatform().name("stdio-" + id + "-" + stream).daemon().start(task);
    }

    private static void close(FileChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            LOG.debugf("A pipe cannot be closed: %s", e.toString());
        }
    }
}
