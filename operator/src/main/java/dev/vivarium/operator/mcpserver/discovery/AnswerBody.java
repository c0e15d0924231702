package dev.vivarium.operator.mcpserver.discovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads the body of an answer, which is one message of JSON or a stream of events with a message each, until the one that is waited for is there. Nothing is read
 * after it, and never more than is left of the bytes that may be read.
 */
final class AnswerBody implements BodySubscriber<Void> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DATA = "data:";

    private final boolean events;
    private final int id;
    private final AtomicLong bytesLeft;
    private final CompletableFuture<JsonNode> answer;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    /** The whole message, or the line of an event that has come so far. */
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();

    private final StringBuilder data = new StringBuilder();
    private Flow.Subscription subscription;

    /**
     * @param events whether it is a stream of events
     * @param id of the request
     * @param bytesLeft what may be read, of this body and of others
     * @param answer gets the message
     */
    AnswerBody(boolean events, int id, AtomicLong bytesLeft, CompletableFuture<JsonNode> answer) {
        this.events = events;
        this.id = id;
        this.bytesLeft = bytesLeft;
        this.answer = answer;
    }

    @Override
    public CompletionStage<Void> getBody() {
        return end;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        subscription = given;
        given.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (var buffer : buffers) {
            if (answer.isDone()) {
                return;
            }
            if (bytesLeft.addAndGet(-buffer.remaining()) < 0) {
                fail(DiscoveryException.tooMuch("its answer has no end, or is larger than any list of tools"));
                return;
            }
            read(buffer);
        }
    }

    private void read(ByteBuffer buffer) {
        while (buffer.hasRemaining() && !answer.isDone()) {
            var next = buffer.get();
            if (events && next == '\n') {
                line(unread.toString(StandardCharsets.UTF_8).stripTrailing());
                unread.reset();
            } else {
                unread.write(next);
            }
        }
    }

    /** An event ends with an empty line; its data may have several lines. */
    private void line(String line) {
        if (line.startsWith(DATA)) {
            data.append(line, DATA.length(), line.length()).append('\n');
        } else if (line.isEmpty()) {
            message(data.toString());
            data.setLength(0);
        }
    }

    private void message(String text) {
        if (text.isBlank()) {
            return;
        }
        try {
            var message = JSON.readTree(text);
            if (message.path("id").isNumber() && message.path("id").asInt() == id) {
                answer.complete(message);
                stop();
            }
        } catch (IOException e) {
            fail(DiscoveryException.notMcp("its answer is no JSON"));
        }
    }

    private void fail(Throwable failure) {
        answer.completeExceptionally(failure);
        stop();
    }

    private void stop() {
        subscription.cancel();
        end.complete(null);
    }

    @Override
    public void onError(Throwable failure) {
        end.completeExceptionally(failure);
    }

    /** What is left is taken too: some servers leave the empty line out after their last event. */
    @Override
    public void onComplete() {
        if (!answer.isDone()) {
            var rest = unread.toString(StandardCharsets.UTF_8);
            if (events) {
                line(rest.stripTrailing());
                message(data.toString());
            } else {
                message(rest);
            }
        }
        end.complete(null);
    }
}
