package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.runtime.turn.TurnListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a turn as the server-sent events of a streamed chat completion. */
final class ChatStream implements TurnListener {
    private final OutputStream out;
    private final ObjectMapper json;
    private final String id;
    private final String model;
    private final long created;
    private boolean written;
    private boolean interrupted;

    ChatStream(OutputStream out, ObjectMapper json, String turnId, String model, long created) {
        this.out = out;
        this.json = json;
        this.id = ChatCompletion.id(turnId);
        this.model = model;
        this.created = created;
    }

    void begin() {
        piece(new ChatCompletion.Delta("assistant", "", null), null);
    }

    /** Texts of several rounds come as paragraphs of one answer. */
    @Override
    public synchronized void onText(String text) {
        var paragraph = interrupted && written ? "\n\n" + text : text;
        piece(new ChatCompletion.Delta(null, paragraph, null), null);
        written = true;
        interrupted = false;
    }

    @Override
    public synchronized void onToolStarted(String tool) {
        interrupted = true;
    }

    void end(TurnReply reply, boolean withUsage) {
        if (ChatCompletion.isAnswer(reply)) {
            if (reply.error() != null) {
                piece(new ChatCompletion.Delta(null, null, ChatCompletion.refusal(reply)), null);
            }
            piece(ChatCompletion.Delta.empty(), ChatCompletion.finishReason(reply));
            if (withUsage) {
                event(chunk(List.of(), ChatCompletion.Usage.of(reply)));
            }
        } else {
            event(ChatError.of(reply.error().type(), null, reply.error().message()));
        }
        line("[DONE]");
    }

    private void piece(ChatCompletion.Delta delta, String finishReason) {
        event(chunk(List.of(new ChatCompletion.Piece(0, delta, finishReason)), null));
    }

    private ChatCompletion.Chunk chunk(List<ChatCompletion.Piece> pieces, ChatCompletion.Usage usage) {
        return new ChatCompletion.Chunk(id, "chat.completion.chunk", created, model, pieces, usage);
    }

    private void event(Object data) {
        try {
            line(json.writeValueAsString(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void line(String data) {
        try {
            out.write(("data: " + data + "\n\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
