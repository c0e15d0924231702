package dev.vivarium.agent.runtime.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Running totals that outlive a process that is killed. Every increment is written to a file before it is counted anywhere else, so that the next process
 * goes on from the same totals. It is handed to the kernel, not forced to the disk: it survives the end of the process, not that of the machine.
 *
 * <p>The file has one line for each series, in JSON and with its total, and one line for each increment after that: the number of the series and what was added. A last line without
 * its end was being written when the process was killed, and does not count. The file is written anew with the totals alone when it is opened and when it has grown by
 * {@link #COMPACT_AFTER} bytes.
 *
 * <p>What cannot be written is told in the log once; from then on nothing is written, and everything is still counted.
 */
public final class TotalsJournal implements AutoCloseable {
    static final long COMPACT_AFTER = 1 << 20;

    private static final Logger LOG = Logger.getLogger(TotalsJournal.class);

    /** A bound on what a provider that thinks up names can make the file hold. */
    private static final int MOST_SERIES = 10_000;

    private final ObjectMapper json = new ObjectMapper();
    private final Map<Series, Total> totals = new LinkedHashMap<>();
    private final Path file;
    private FileChannel channel;
    private long compactAt;

    private TotalsJournal(Path file) {
        this.file = file;
    }

    /** One counter with one set of attributes. */
    public record Series(String counter, Map<String, String> attributes) {
        public Series {
            attributes = new TreeMap<>(attributes);
        }
    }

    private record Line(int id, String counter, Map<String, String> attributes, double total) {}

    private static final class Total {
        private final int id;
        private double value;

        private Total(int id, double value) {
            this.id = id;
            this.value = value;
        }
    }

    /** Keeps nothing. */
    public static TotalsJournal none() {
        return new TotalsJournal(null);
    }

    /** Reads the file, if there is one, and goes on with it. A file that cannot be read is replaced by an empty one. */
    public static TotalsJournal open(Path file) {
        var journal = new TotalsJournal(file);
        try {
            if (Files.exists(file)) {
                journal.read(wholeLines(Files.readAllBytes(file)));
            }
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "%s cannot be read; what was counted before counts no more", file);
            journal.totals.clear();
        }
        journal.compact();
        return journal;
    }

    /** Whether anything that is added outlives the process. */
    synchronized boolean isKept() {
        return channel != null;
    }

    /** What has been counted so far. */
    public synchronized Map<Series, Double> totals() {
        var copy = new LinkedHashMap<Series, Double>();
        totals.forEach((series, total) -> copy.put(series, total.value));
        return copy;
    }

    /** @param increment 0 or more */
    public synchronized void add(Series series, double increment) {
        if (channel == null || increment == 0) {
            return;
        }
        var total = totals.get(series);
        if (total == null) {
            if (totals.size() >= MOST_SERIES) {
                return;
            }
            total = new Total(totals.size(), increment);
            totals.put(series, total);
            write(line(series, total));
        } else {
            total.value += increment;
            write(total.id + " " + increment + "\n");
        }
    }

    @Override
    public synchronized void close() {
        try {
            if (channel != null) {
                channel.close();
                channel = null;
            }
        } catch (IOException e) {
            LOG.debugf(e, "%s", file);
        }
    }

    private static String wholeLines(byte[] content) {
        var end = content.length;
        while (end > 0 && content[end - 1] != '\n') {
            end--;
        }
        return new String(content, 0, end, StandardCharsets.UTF_8);
    }

    private void read(String text) throws IOException {
        var byId = new LinkedHashMap<Integer, Total>();
        for (var line : text.lines().toList()) {
            if (line.startsWith("{")) {
                var series = json.readValue(line, Line.class);
                var total = new Total(totals.size(), series.total());
                totals.put(new Series(series.counter(), series.attributes()), total);
                byId.put(series.id(), total);
            } else {
                var gap = line.indexOf(' ');
                byId.get(Integer.parseInt(line.substring(0, gap))).value += Double.parseDouble(line.substring(gap + 1));
            }
        }
    }

    /** Replaces the file by one with the totals alone. A process that is killed meanwhile leaves the old file or the new one. */
    private void compact() {
        var next = file.resolveSibling(file.getFileName() + ".next");
        var content = new StringBuilder();
        totals.forEach((series, total) -> content.append(line(series, total)));
        try {
            Files.writeString(next, content);
            var compacted = FileChannel.open(next, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            close();
            channel = compacted;
            compactAt = channel.size() + COMPACT_AFTER;
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void write(String line) {
        try {
            var bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            if (channel.position() > compactAt) {
                compact();
            }
        } catch (IOException e) {
            giveUp(e);
        }
    }

    private void giveUp(IOException cause) {
        LOG.errorf(
                cause,
                "%s cannot be written; what is counted from now on will not outlive a process that is killed",
                file);
        close();
    }

    private String line(Series series, Total total) {
        try {
            return json.writeValueAsString(new Line(total.id, series.counter(), series.attributes(), total.value))
                    + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
