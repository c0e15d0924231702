package dev.vivarium.agent.runtime.model.openai;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.vivarium.agent.runtime.model.StreamListener;
import java.util.concurrent.CompletableFuture;

/** One streamed answer: passes its pieces on, until it is complete or the caller has given up. */
final class OpenAiStream implements StreamingChatResponseHandler, AutoCloseable {
    private final CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
    private final StreamListener listener;
    private StreamingHandle connection;
    private boolean started;
    private boolean closed;

    OpenAiStream(StreamListener listener) {
        this.listener = listener;
    }

    CompletableFuture<ChatResponse> answer() {
        return answer;
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
        onPiece(piece.text(), context.streamingHandle());
    }

    @Override
    public void onPartialToolCall(PartialToolCall piece, PartialToolCallContext context) {
        onPiece("", context.streamingHandle());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        answer.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
        answer.completeExceptionally(failure);
    }

    /** Ends the connection if the answer is not complete; the listener hears nothing more. */
    @Override
    public synchronized void close() {
        closed = true;
        if (connection != null && !answer.isDone()) {
            connection.cancel();
        }
    }

    private synchronized void onPiece(String text, StreamingHandle handle) {
        connection = handle;
        if (closed) {
            handle.cancel();
            return;
        }
        if (!started) {
            started = true;
            listener.onFirstChunk();
        }
        if (!text.isEmpty()) {
            listener.onText(text);
        }
    }
}
