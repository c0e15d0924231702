package dev.vivarium.agent.runtime.mcpproxy;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One request on its way to the server and back. Everything happens on one event loop. */
final class ProxiedRequest {
    /** They are of one connection, and not of the message. */
    private static final Set<String> HOP_BY_HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final ProxySettings settings;
    private final ServerOperations operations;
    private final HttpClient upstream;
    private final Consumer<String> told;
    private final Promise<Void> ended = Promise.promise();
    private final long begin = System.nanoTime();

    private Answers answers = new Answers(List.of());
    private String id;
    private HttpClientRequest passedOn;
    private boolean clientGone;

    /** @param told hears why the server cannot be reached, and null whenever it was */
    ProxiedRequest(
            HttpServerRequest request,
            ProxySettings settings,
            ServerOperations operations,
            HttpClient upstream,
            Consumer<String> told) {
        this.request = request;
        this.response = request.response();
        this.settings = settings;
        this.operations = operations;
        this.upstream = upstream;
        this.told = told;
    }

    /** @return completes when nothing more happens to the request, however it ended */
    Future<Void> run() {
        response.exceptionHandler(failure -> clientLeft());
        response.closeHandler(nothing -> clientLeft());
        response.endHandler(nothing -> ended.tryComplete());
        if (isMessage()) {
            read();
        } else if (hasBody()) {
            request.pause();
            connect(Map.of(), up -> up.send(request));
        } else {
            connect(Map.of(), HttpClientRequest::send);
        }
        return ended.future();
    }

    private boolean isMessage() {
        return request.method().equals(HttpMethod.POST)
                && request.path() != null
                && request.path().equals(settings.upstream().getRawPath());
    }

    private boolean hasBody() {
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) || announced() > 0;
    }

    private void read() {
        if (announced() > settings.maxRequestBytes()) {
            tooLarge();
            return;
        }
        var body = Buffer.buffer();
        request.handler(chunk -> {
            body.appendBuffer(chunk);
            if (body.length() > settings.maxRequestBytes()) {
                request.handler(null).endHandler(null);
                tooLarge();
            }
        });
        request.endHandler(nothing -> measured(body));
    }

    private void measured(Buffer body) {
        var headers = headers();
        var begun = McpMessage.parse(body.getBytes()).stream()
                .map(message -> operations.begin(message, headers))
                .toList();
        answers = new Answers(begun);
        var traced = new HashMap<String, String>();
        if (begun.size() == 1) {
            id = begun.getFirst().message().id();
            begun.getFirst().inject(traced, Map::put);
        }
        if (clientGone) {
            answers.fail(Outcome.Cause.CANCELLED);
            return;
        }
        connect(traced, up -> up.send(body));
    }

    private void connect(Map<String, String> added, Sending sending) {
        var target = settings.upstream();
        var options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(target.getPort(), target.getHost()))
                .setHost(target.getHost())
                .setPort(target.getPort())
                .setMethod(request.method())
                .setURI(request.uri());
        upstream.request(options).onFailure(this::unreachable).onSuccess(up -> {
            passedOn = up;
            if (clientGone) {
                up.reset();
                return;
            }
            copy(request.headers(), up.headers());
            added.forEach(up.headers()::set);
            sending.send(up).onSuccess(this::answer).onFailure(this::cutBeforeAnswer);
        });
    }

    private void answer(HttpClientResponse from) {
        told.accept(null);
        response.setStatusCode(from.statusCode()).setStatusMessage(from.statusMessage());
        copy(from.headers(), response.headers());
        answers.begin(from.statusCode(), from.getHeader(HttpHeaders.CONTENT_TYPE));
        from.exceptionHandler(failure -> cutInAnswer());
        from.endHandler(nothing -> {
            answers.end();
            response.end();
        });
        if (!from.headers().contains(HttpHeaders.CONTENT_LENGTH)
                && from.statusCode() != 204
                && from.statusCode() != 304) {
            response.setChunked(true);
            // A client of a stream waits for its head, which may be long before the first event.
            response.write(Buffer.buffer());
        }
        from.handler(chunk -> {
            answers.feed(chunk.getBytes());
            response.write(chunk);
            if (response.writeQueueFull()) {
                from.pause();
                response.drainHandler(nothing -> from.resume());
            }
        });
    }

    private void unreachable(Throwable failure) {
        if (failure instanceof ConnectionPoolTooBusyException) {
            answers.fail(Outcome.Cause.OVERLOADED);
            Refusals.answer(request, 503, id, "The MCP server has too many requests under way.", false);
            return;
        }
        answers.fail(Outcome.Cause.UNREACHABLE);
        var problem = "The MCP server cannot be reached: " + reason(failure);
        told.accept(problem);
        Refusals.answer(request, 502, id, problem, false);
    }

    private void cutBeforeAnswer(Throwable failure) {
        if (clientGone) {
            return;
        }
        answers.fail(Outcome.Cause.CONNECTION_CLOSED);
        var problem = "The MCP server ended the connection without an answer: " + reason(failure);
        told.accept(problem);
        Refusals.answer(request, 502, id, problem, false);
    }

    /** The answer has begun: that it is not whole can only be told by cutting it. */
    private void cutInAnswer() {
        answers.fail(Outcome.Cause.CONNECTION_CLOSED);
        request.connection().close();
    }

    private void clientLeft() {
        if (!clientGone && !response.ended()) {
            answers.fail(Outcome.Cause.CANCELLED);
            if (passedOn != null) {
                passedOn.reset();
            }
        }
        clientGone = true;
        ended.tryComplete();
    }

    private void tooLarge() {
        operations.refused(Outcome.Cause.REQUEST_TOO_LARGE, System.nanoTime() - begin);
        Refusals.tooLarge(request, settings.maxRequestBytes());
    }

    private long announced() {
        var length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private Map<String, String> headers() {
        var headers = new HashMap<String, String>();
        request.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
        return headers;
    }

    private static void copy(MultiMap from, MultiMap to) {
        from.forEach((name, value) -> {
            if (!HOP_BY_HOP.contains(name.toLowerCase(Locale.ROOT))) {
                to.add(name, value);
            }
        });
    }

    private static String reason(Throwable failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    private interface Sending {
        Future<HttpClientResponse> send(HttpClientRequest to);
    }
}
