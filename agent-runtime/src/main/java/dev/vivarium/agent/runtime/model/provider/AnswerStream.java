package dev.vivarium.agent.runtime.model.provider;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.vivarium.agent.runtime.model.StreamListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/** One streamed answer: passes its pieces on, until it is complete or the caller has given up. */
final class AnswerStream implements StreamingChatResponseHandler, AutoCloseable {
    private final CompletableFuture<ChatResponse> answer = new CompletableFuture<>();
    private final StreamListener listener;
    private Runnable hangUp = () -> {};
    private boolean started;
    private boolean closed;

    AnswerStream(StreamListener listener) {
        this.listener = listener;
    }

    Future<ChatResponse> answer() {
        return answer;
    }

    /** Tells how to end the connection; it is ended at once when the caller has already given up. */
    synchronized void connected(Runnable hangUp) {
        this.hangUp = hangUp;
        if (closed) {
            hangUp.run();
        }
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
        onPiece(piece.text());
    }

    @Override
    public void onPartialToolCall(PartialToolCall piece, PartialToolCallContext context) {
        onPiece("");
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
        onPiece("");
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
        if (!answer.isDone()) {
            hangUp.run();
        }
    }

    private synchronized void onPiece(String text) {
        if (closed) {
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
