package dev.vivarium.agent.runtime.bus;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vivarium.agent.runtime.telemetry.JournalFile;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.ContextKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Names the tasks that turns delegate, and keeps the replies to them until the turn is answered, in a file that outlives a process that is killed. A turn that the next process
 * runs again gives the same task in the same step the same name: what was answered is not asked again, and what still runs is not begun again.
 */
final class DelegatedTasks implements AutoCloseable {
    static final int MOST_REPLIES = 1_000;
    static final long MOST_BYTES = 16L << 20;

    private static final Logger LOG = Logger.getLogger(DelegatedTasks.class);
    private static final long REWRITE_AFTER = 4L << 20;
    private static final ContextKey<String> MESSAGE = ContextKey.named("vivarium-bus-message");
    /** What a name begins with that another process can find again. */
    private static final String LASTING = "task-";

    private final ObjectMapper json = JsonMapper.builder().build();
    private final String instance;
    private final JournalFile file;
    private final Map<String, byte[]> replies = new LinkedHashMap<>();
    private long bytes;

    /** @param body null when the replies to tasks whose ids begin so are not needed any more */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Line(String id, byte[] body) {}

    private DelegatedTasks(String instance, Path path) {
        this.instance = instance;
        file = new JournalFile(
                path, REWRITE_AFTER, "tasks that are delegated from now on are delegated again after a kill");
    }

    /**
     * Reads the file and goes on with it. A file that cannot be read is replaced by an empty one.
     *
     * @param instance identifier of this run of the agent
     * @param path empty to keep nothing beyond the process
     */
    static DelegatedTasks open(String instance, Optional<Path> path) {
        var tasks = new DelegatedTasks(instance, path.orElse(null));
        try {
            for (var line : tasks.file.read()) {
                tasks.apply(tasks.json.readValue(line, Line.class));
            }
        } catch (IOException | RuntimeException e) {
            LOG.errorf(e, "%s cannot be read; tasks that were delegated before may be delegated again", path);
            tasks.replies.clear();
            tasks.bytes = 0;
        }
        tasks.rewrite();
        return tasks;
    }

    /** @param message identifies the message whose turn works in the context; null when nothing does */
    static Context within(Context context, String message) {
        return message == null ? context : context.with(MESSAGE, message);
    }

    /** The id of a task's message: the same whenever the turn of the same message delegates the same task in the same step. */
    String id(Context context, String step, String routingKey, String input) {
        var message = context.get(MESSAGE);
        return message == null || !file.isKept()
                ? UUID.randomUUID().toString()
                : turn(message) + digest(step, routingKey, input);
    }

    /** The reply to a task, if it has come. */
    synchronized Optional<byte[]> reply(String id) {
        return Optional.ofNullable(replies.get(id));
    }

    /** A reply has come; to be called before it is acknowledged. */
    synchronized void replied(String id, byte[] body) {
        if (id.startsWith(LASTING)) {
            write(new Line(id, body));
        }
    }

    /** Nobody waits for a task any more. */
    synchronized void givenUp(String id) {
        if (replies.containsKey(id)) {
            write(new Line(id, null));
        }
    }

    /** The turn of a message is answered: it is not run again. */
    synchronized void answered(String message) {
        var turn = turn(message);
        if (replies.keySet().stream().anyMatch(id -> id.startsWith(turn))) {
            write(new Line(turn, null));
        }
    }

    /** Forgets everything, since the names of the next run are others. */
    synchronized void end() {
        replies.clear();
        bytes = 0;
        rewrite();
        file.close();
    }

    @Override
    public synchronized void close() {
        file.close();
    }

    private String turn(String message) {
        return LASTING + digest(instance, message) + ".";
    }

    private void write(Line line) {
        apply(line);
        if (file.add(text(line))) {
            rewrite();
        }
    }

    private void apply(Line line) {
        if (line.body() == null) {
            replies.entrySet().removeIf(reply -> {
                var ended = reply.getKey().startsWith(line.id());
                bytes -= ended ? reply.getValue().length : 0;
                return ended;
            });
            return;
        }
        var before = replies.put(line.id(), line.body());
        bytes += line.body().length - (before == null ? 0 : before.length);
        var eldest = replies.entrySet().iterator();
        while (replies.size() > MOST_REPLIES || bytes > MOST_BYTES) {
            bytes -= eldest.next().getValue().length;
            eldest.remove();
        }
    }

    private void rewrite() {
        file.rewrite(replies.entrySet().stream().map(reply -> text(new Line(reply.getKey(), reply.getValue()))));
    }

    private String text(Line line) {
        try {
            return json.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String digest(String... parts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(digest, 16));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
