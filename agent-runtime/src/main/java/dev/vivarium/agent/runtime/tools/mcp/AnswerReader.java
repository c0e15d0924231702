package dev.vivarium.agent.runtime.tools.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** Reads the messages of an answer, which is one of JSON or a stream of events, each with a message. */
final class AnswerReader {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String EVENTS = "text/event-stream";
    private static final String DATA = "data:";

    private AnswerReader() {}

    /**
     * @param contentType empty when the answer does not say
     * @param most bytes of the answer, of a stream with all that is in it; more end it with an {@link AnswerTooLargeException}
     * @param onMessage told of each message
     * @param onError told when the answer breaks off or is no JSON
     */
    static BodySubscriber<Void> reading(
            String contentType, long most, Consumer<JsonNode> onMessage, Consumer<Throwable> onError) {
        BodySubscriber<Void> reader = contentType.startsWith(EVENTS)
                ? BodySubscribers.fromLineSubscriber(new Events(onMessage, onError))
                : BodySubscribers.mapping(BodySubscribers.ofString(StandardCharsets.UTF_8), body -> {
                    parse(body, onMessage, onError);
                    return null;
                });
        return new BoundedBody<>(reader, most);
    }

    private static void parse(String body, Consumer<JsonNode> onMessage, Consumer<Throwable> onError) {
        if (body.isBlank()) {
            return;
        }
        JsonNode message;
        try {
            message = JSON.readTree(body);
        } catch (JsonProcessingException e) {
            onError.accept(e);
            return;
        }
        try {
            onMessage.accept(message);
        } catch (RuntimeException e) {
            // The library fails at some that it does not understand: a notification must not cost the answer that
            // follows it.
            if (message.has("id")) {
                onError.accept(e);
            }
        }
    }

    /** Lines of an event stream. An event ends with an empty line; its data may have several lines. */
    private static final class Events implements Flow.Subscriber<String> {
        private final Consumer<JsonNode> onMessage;
        private final Consumer<Throwable> onError;
        private final StringBuilder data = new StringBuilder();

        Events(Consumer<JsonNode> onMessage, Consumer<Throwable> onError) {
            this.onMessage = onMessage;
            this.onError = onError;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            if (line.startsWith(DATA)) {
                data.append(line, DATA.length(), line.length()).append('\n');
            } else if (line.isEmpty()) {
                parse(data.toString(), onMessage, onError);
                data.setLength(0);
            }
        }

        @Override
        public void onError(Throwable failure) {
            onError.accept(failure);
        }

        /** Data without the empty line at the end is taken too: some servers leave it out of the last event. */
        @Override
        public void onComplete() {
            parse(data.toString(), onMessage, onError);
        }
    }
}
