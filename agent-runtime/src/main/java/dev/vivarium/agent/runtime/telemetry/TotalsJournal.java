package dev.vivarium.agent.runtime.telemetry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/**
 * Running totals that outlive a process that is killed. Every increment is written to a {@link JournalFile} before it is counted anywhere else, so that the next process
 * goes on from the same totals.
 *
 * <p>The file has one line for each series, in JSON and with its total, and one line for each increment after that: the number of the series and what was added. The file is written anew with the totals alone when it is opened and when it has grown by
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
    private final JournalFile file;

    private TotalsJournal(Path path) {
        this.file = new JournalFile(
                path, COMPACT_AFTER, "what is counted from now on will not outlive a process that is killed");
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
            journal.read(journal.file.read());
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "%s cannot be read; what was counted before counts no more", file);
            journal.totals.clear();
        }
        journal.compact();
        return journal;
    }

    /** Whether anything that is added outlives the process. */
    synchronized boolean isKept() {
        return file.isKept();
    }

    /** What has been counted so far. */
    public synchronized Map<Series, Double> totals() {
        var copy = new LinkedHashMap<Series, Double>();
        totals.forEach((series, total) -> copy.put(series, total.value));
        return copy;
    }

    /** @param increment 0 or more */
    public synchronized void add(Series series, double increment) {
        if (!file.isKept() || increment == 0) {
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
            write(total.id + " " + increment);
        }
    }

    @Override
    public synchronized void close() {
        file.close();
    }

    private void read(List<String> lines) throws IOException {
        var byId = new LinkedHashMap<Integer, Total>();
        for (var line : lines) {
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

    private void compact() {
        file.rewrite(totals.entrySet().stream().map(total -> line(total.getKey(), total.getValue())));
    }

    private void write(String line) {
        if (file.add(line)) {
            compact();
        }
    }

    private String line(Series series, Total total) {
        try {
            return json.writeValueAsString(new Line(total.id, series.counter(), series.attributes(), total.value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
