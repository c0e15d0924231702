package dev.vivarium.agent.runtime.telemetry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * A file to which lines are added and which outlives a process that is killed. What is added is handed to the kernel, not forced to the disk: it survives the end of the
 * process, not that of the machine. A last line without its end was being written when the process was killed, and does not count.
 *
 * <p>When it cannot be written that is told in the log once; from then on nothing is kept. Not for use by several threads at once.
 */
public final class JournalFile implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(JournalFile.class);

    private final Path path;
    private final long rewriteAfter;
    private final String consequence;
    private FileChannel channel;
    private long rewriteAt;

    /**
     * @param path null to keep nothing
     * @param rewriteAfter growth in bytes after which {@link #add} asks for {@link #rewrite}
     * @param consequence what follows when the file cannot be written, for the log
     */
    public JournalFile(Path path, long rewriteAfter, String consequence) {
        this.path = path;
        this.rewriteAfter = rewriteAfter;
        this.consequence = consequence;
    }

    /** What was written before, without a last line that is not whole. {@link #rewrite} has to follow before anything is added. */
    public List<String> read() throws IOException {
        if (path == null || !Files.exists(path)) {
            return List.of();
        }
        var content = Files.readAllBytes(path);
        var end = content.length;
        while (end > 0 && content[end - 1] != '\n') {
            end--;
        }
        return new String(content, 0, end, StandardCharsets.UTF_8).lines().toList();
    }

    /** Whether anything that is added outlives the process. */
    public boolean isKept() {
        return channel != null;
    }

    /**
     * Adds a line.
     *
     * @return whether the file has grown so much that it should be written anew
     */
    public boolean add(String line) {
        if (channel == null) {
            return false;
        }
        try {
            var bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            return channel.position() > rewriteAt;
        } catch (IOException e) {
            giveUp(e);
            return false;
        }
    }

    /** Replaces the file by one with these lines alone. A process that is killed meanwhile leaves the old file or the new one. */
    public void rewrite(Stream<String> lines) {
        if (path == null) {
            return;
        }
        var next = path.resolveSibling(path.getFileName() + ".next");
        try {
            Files.writeString(next, lines.map(line -> line + "\n").collect(Collectors.joining()));
            var rewritten = FileChannel.open(next, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            Files.move(next, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            close();
            channel = rewritten;
            rewriteAt = channel.size() + rewriteAfter;
        } catch (IOException e) {
            giveUp(e);
        }
    }

    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
                channel = null;
            }
        } catch (IOException e) {
            LOG.debugf(e, "%s", path);
        }
    }

    private void giveUp(IOException cause) {
        LOG.errorf(cause, "%s cannot be written; %s", path, consequence);
        close();
    }
}
