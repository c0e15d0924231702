package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.runtime.turn.TurnListener;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import java.util.function.Consumer;

/** Turns what happens during a turn into server-sent events. */
final class SseTurn implements TurnListener {
    private final Sse sse;
    private final ObjectMapper json;
    private final Consumer<OutboundSseEvent> out;

    SseTurn(Sse sse, ObjectMapper json, Consumer<OutboundSseEvent> out) {
        this.sse = sse;
        this.json = json;
        this.out = out;
    }

    record Text(String text) {}

    /** @param state {@code started}, {@code completed} or {@code failed} */
    record ToolState(String tool, String state) {}

    @Override
    public void onText(String piece) {
        send("text", new Text(piece));
    }

    @Override
    public void onToolStarted(String tool) {
        send("tool", new ToolState(tool, "started"));
    }

    @Override
    public void onToolEnded(String tool, boolean failed) {
        send("tool", new ToolState(tool, failed ? "failed" : "completed"));
    }

    void onReply(TurnReply reply) {
        send("reply", reply);
    }

    /** Tools of one round run side by side and report from threads of their own. */
    private synchronized void send(String name, Object data) {
        try {
            // As text: with a media type Quarkus writes a field that the format of server-sent events does not have.
            out.accept(sse.newEventBuilder()
                    .name(name)
                    .data(json.writeValueAsString(data))
                    .build());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event can always be written", e);
        }
    }
}
