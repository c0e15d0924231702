package dev.vivarium.agent.runtime.mcpproxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.runtime.mcpproxy.ServerOperations.Operation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for the answers to operations in what passes by, and ends them. It keeps at most {@link #LARGEST} bytes of one answer; one that is larger is taken for a
 * success when it has passed, since nothing more is known of it. Used by one thread at a time.
 */
final class Answers {
    static final int LARGEST = 4 * 1024 * 1024;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] DATA = {'d', 'a', 't', 'a', ':'};

    private final Map<String, Operation> pending = new HashMap<>();
    private final List<Operation> operations;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    private int status;
    private boolean events;
    private boolean unread;
    /** Of an event stream: the line that is being read, which may come in pieces. */
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    private boolean afterReturn;

    Answers(List<Operation> operations) {
        this.operations = List.copyOf(operations);
        operations.stream()
                .filter(operation -> operation.message().id() != null)
                .forEach(operation -> pending.put(operation.message().id(), operation));
    }

    void begin(int httpStatus, String contentType) {
        status = httpStatus;
        events = contentType != null && contentType.startsWith("text/event-stream");
    }

    void feed(byte[] bytes) {
        if (pending.isEmpty()) {
            return;
        }
        if (!events) {
            keep(kept, bytes, 0, bytes.length);
            return;
        }
        for (var next : bytes) {
            if (next == '\n' && afterReturn) {
                afterReturn = false;
                continue;
            }
            afterReturn = next == '\r';
            if (next == '\n' || next == '\r') {
                endLine();
            } else if (line.size() < LARGEST) {
                line.write(next);
            } else {
                unread = true;
            }
        }
    }

    /** The whole answer of the server has passed. */
    void end() {
        if (!events && !unread) {
            settle(kept.toByteArray());
        }
        var rest = rest();
        operations.forEach(operation ->
                operation.end(operation.message().id() == null && status < 400 ? new Outcome.Succeeded() : rest));
    }

    /** There will be no more; of operations that are not answered yet, that is the end. */
    void fail(Outcome.Cause cause) {
        operations.forEach(operation -> operation.end(new Outcome.Unanswered(cause)));
    }

    private Outcome rest() {
        if (status >= 400) {
            return new Outcome.HttpFailed(status);
        }
        return unread ? new Outcome.Succeeded() : new Outcome.Unanswered(Outcome.Cause.CONNECTION_CLOSED);
    }

    private void endLine() {
        var bytes = line.toByteArray();
        line.reset();
        if (bytes.length == 0) {
            settle(kept.toByteArray());
            kept.reset();
        } else if (bytes.length > DATA.length && Arrays.equals(bytes, 0, DATA.length, DATA, 0, DATA.length)) {
            if (kept.size() > 0) {
                kept.write('\n');
            }
            keep(kept, bytes, DATA.length, bytes.length - DATA.length);
        }
    }

    private void keep(ByteArrayOutputStream into, byte[] bytes, int from, int count) {
        if (into.size() + count > LARGEST) {
            unread = true;
        } else {
            into.write(bytes, from, count);
        }
    }

    private void settle(byte[] json) {
        if (json.length == 0) {
            return;
        }
        try {
            for (var message : McpMessage.each(JSON.readTree(json))) {
                settle(message);
            }
        } catch (IOException e) {
            // It is passed on as it is, and its reader will say what is wrong with it.
        }
    }

    private void settle(JsonNode message) {
        if (message.has("method") || !(message.has("result") || message.has("error"))) {
            return;
        }
        var operation = pending.remove(message.path("id").toString());
        if (operation == null) {
            return;
        }
        operation.end(Outcome.of(message));
        operation.learn(message.path("result"));
    }
}
