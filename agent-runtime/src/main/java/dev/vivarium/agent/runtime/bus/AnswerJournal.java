package dev.vivarium.agent.runtime.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vivarium.agent.runtime.telemetry.JournalFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Which messages were answered, and with what until that is confirmed, in a file that outlives a process that is killed: the next one neither handles nor answers them
 * again, and publishes what may not have arrived. One line for each message whose turn has ended, with its reply, and one when the reply is confirmed.
 */
final class AnswerJournal implements AutoCloseable {
    static final long REWRITE_AFTER = 4L << 20;

    /** A turn with a longer reply is run again when its process is killed before the reply is confirmed. */
    static final int LONGEST_REPLY = 1 << 20;

    private static final Logger LOG = Logger.getLogger(AnswerJournal.class);

    private final ObjectMapper json = JsonMapper.builder().build();
    private final Map<String, Optional<KeptReply>> messages = new LinkedHashMap<>();
    private final JournalFile file;
    private final int capacity;

    /** @param reply null when it is confirmed */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Line(String message, KeptReply reply) {}

    private AnswerJournal(Path path, int capacity) {
        this.capacity = capacity;
        file = new JournalFile(
                path,
                REWRITE_AFTER,
                "messages that are answered from now on may be answered again by another process of this agent");
    }

    /** Keeps nothing. */
    static AnswerJournal none() {
        return new AnswerJournal(null, 0);
    }

    /**
     * Reads the file, if there is one, and goes on with it. A file that cannot be read is replaced by an empty one.
     *
     * @param capacity number of messages to remember
     */
    static AnswerJournal open(Path path, int capacity) {
        var journal = new AnswerJournal(path, capacity);
        try {
            for (var line : journal.file.read()) {
                var read = journal.json.readValue(line, Line.class);
                journal.remember(read.message(), read.reply());
            }
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "%s cannot be read; messages that were answered before may be answered again", path);
            journal.messages.clear();
        }
        journal.rewrite();
        return journal;
    }

    /** The messages that were answered, the oldest first, each with its reply if that may not have arrived. */
    synchronized Map<String, Optional<KeptReply>> messages() {
        return new LinkedHashMap<>(messages);
    }

    /** A turn has ended; to be called before its reply is published. */
    synchronized void ended(String message, KeptReply reply) {
        if (file.isKept() && reply.body().length <= LONGEST_REPLY) {
            add(message, reply);
        }
    }

    /** Everything that a message led to is confirmed; to be called before the message is acknowledged. */
    synchronized void confirmed(String message) {
        if (file.isKept()) {
            add(message, null);
        }
    }

    @Override
    public synchronized void close() {
        file.close();
    }

    private void add(String message, KeptReply reply) {
        remember(message, reply);
        if (file.add(line(message, reply))) {
            rewrite();
        }
    }

    private void remember(String message, KeptReply reply) {
        messages.remove(message);
        messages.put(message, Optional.ofNullable(reply));
        if (messages.size() > capacity) {
            var eldest = messages.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    private void rewrite() {
        file.rewrite(messages.entrySet().stream()
                .map(message -> line(message.getKey(), message.getValue().orElse(null))));
    }

    private String line(String message, KeptReply reply) {
        try {
            return json.writeValueAsString(new Line(message, reply));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
