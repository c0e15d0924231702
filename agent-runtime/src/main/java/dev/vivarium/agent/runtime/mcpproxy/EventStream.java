package dev.vivarium.agent.runtime.mcpproxy;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** An answer that is a stream of events; it begins with the first of them. */
final class EventStream {
    private final HttpServerResponse response;
    private boolean begun;

    EventStream(HttpServerResponse response) {
        this.response = response;
    }

    boolean hasBegun() {
        return begun;
    }

    void begin() {
        begun = true;
        response.putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .setChunked(true)
                .write(Buffer.buffer());
    }

    /** @param message in one line */
    void send(String message) {
        if (!begun) {
            begin();
        }
        if (!response.closed() && !response.ended()) {
            response.write("event: message\ndata: " + message + "\n\n");
        }
    }

    void end() {
        if (!response.closed() && !response.ended()) {
            response.end();
        }
    }
}
