package dev.vivarium.agent.runtime.model.provider;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * Sends one call for the provider's client library. Over the library's own HTTP client it has that a refusal keeps what the provider asks to wait, that an event
 * which cannot be read fails the call instead of being left out of the answer, and that a call can be given up before its answer begins.
 */
final class StreamingHttp implements HttpClient, HttpClientBuilder {
    /** Enough for any provider's explanation, bytes. */
    private static final int LONGEST_REFUSAL = 64 * 1024;

    private static final int SUCCESS = 2;
    private static final int HUNDRED = 100;

    private final AnswerNotes notes;
    private final java.net.http.HttpClient http;
    private final Map<String, String> headers;
    private final AnswerStream answer;
    private final Clock clock;

    /**
     * @param notes reads each event before the library does
     * @param headers added to those of the library
     */
    StreamingHttp(
            AnswerNotes notes,
            java.net.http.HttpClient http,
            Map<String, String> headers,
            AnswerStream answer,
            Clock clock) {
        this.notes = notes;
        this.http = http;
        this.headers = headers;
        this.answer = answer;
        this.clock = clock;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        throw new UnsupportedOperationException("every call of a model is streamed");
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        var response = http.sendAsync(translate(request), BodyHandlers.ofInputStream());
        answer.connected(() -> response.cancel(true));
        response.thenAccept(opened -> read(opened, parser, listener)).exceptionally(failure -> {
            listener.onError(failure instanceof CompletionException ? failure.getCause() : failure);
            return null;
        });
    }

    private void read(
            HttpResponse<InputStream> response, ServerSentEventParser parser, ServerSentEventListener listener) {
        try (var body = response.body()) {
            if (response.statusCode() / HUNDRED != SUCCESS) {
                listener.onError(new RefusedException(
                        response.statusCode(),
                        new String(body.readNBytes(LONGEST_REFUSAL), StandardCharsets.UTF_8),
                        RetryAfter.of(response.headers(), clock).orElse(null)));
                return;
            }
            answer.connected(() -> close(body));
            listener.onOpen(SuccessfulHttpResponse.builder()
                    .statusCode(response.statusCode())
                    .headers(response.headers().map())
                    .build());
            var careful = new CarefulListener(listener);
            parser.parse(body, careful);
            if (!careful.failed) {
                listener.onClose();
                answer.onError(new MalformedAnswerException("the answer ended before it was complete", null));
            }
        } catch (IOException e) {
            listener.onError(e);
        }
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // The connection is gone, which is all that is wanted.
        }
    }

    private java.net.http.HttpRequest translate(HttpRequest request) {
        var builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .method(request.method().name(), BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        headers.forEach(builder::setHeader);
        return builder.build();
    }

    @Override
    public HttpClient build() {
        return this;
    }

    @Override
    public Duration connectTimeout() {
        return null;
    }

    /** The HTTP client has its own. */
    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return null;
    }

    /** Each call is given up when its time is over. */
    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
    }

    /** Fails the call when an event cannot be read; the library's parsers would go on with the next. */
    private final class CarefulListener implements ServerSentEventListener {
        private final ServerSentEventListener listener;
        private volatile boolean failed;

        CarefulListener(ServerSentEventListener listener) {
            this.listener = listener;
        }

        @Override
        public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
            try {
                notes.read(event.data());
                listener.onEvent(event, context);
            } catch (ReportedErrorException e) {
                fail(e, context);
            } catch (RuntimeException e) {
                fail(new MalformedAnswerException("an event of the answer cannot be read", e), context);
            }
        }

        private void fail(RuntimeException failure, ServerSentEventContext context) {
            failed = true;
            answer.onError(failure);
            context.parsingHandle().cancel();
        }

        @Override
        public void onError(Throwable failure) {
            failed = true;
            listener.onError(failure);
        }
    }
}
