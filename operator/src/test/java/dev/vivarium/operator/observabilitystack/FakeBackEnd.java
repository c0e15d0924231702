package dev.vivarium.operator.observabilitystack;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;

/** A back end that takes OTLP over HTTP and over gRPC, and keeps what it took. It can refuse everything for a while. */
final class FakeBackEnd implements AutoCloseable {
    /** What precedes a message of gRPC: whether it is compressed, and its length. */
    private static final int GRPC_PREFIX = 5;

    private static final int UNAVAILABLE = 14;

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final String scheme;
    private final List<Request> taken = new CopyOnWriteArrayList<>();
    private volatile boolean refusing;
    private final AtomicInteger refused = new AtomicInteger();

    /**
     * A request that was taken.
     *
     * @param path with gRPC the name of its method
     * @param authorization value of that header
     * @param body not compressed; names and texts in it can be read as they are
     */
    record Request(String path, Optional<String> authorization, Optional<String> encoding, String body) {}

    private FakeBackEnd(HttpServerOptions options, String scheme) throws Exception {
        this.scheme = scheme;
        this.server = await(vertx.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                .requestHandler(this::handle)
                .listen());
    }

    static FakeBackEnd plain() throws Exception {
        return new FakeBackEnd(new HttpServerOptions(), "http");
    }

    /** @param clients authority of the clients that it speaks with; empty for any client */
    static FakeBackEnd secure(Certificates.Pair identity, Optional<Path> clients) throws Exception {
        var options = new HttpServerOptions()
                .setSsl(true)
                .setUseAlpn(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertPath(identity.certificate().toString())
                        .setKeyPath(identity.key().toString()));
        clients.ifPresent(authority -> options.setClientAuth(ClientAuth.REQUIRED)
                .setTrustOptions(new PemTrustOptions().addCertPath(authority.toString())));
        return new FakeBackEnd(options, "https");
    }

    String url() {
        return scheme + "://127.0.0.1:" + server.actualPort();
    }

    /** From now on. */
    void refuse(boolean everything) {
        refusing = everything;
    }

    /** How many requests it has refused. */
    int refused() {
        return refused.get();
    }

    List<Request> taken() {
        return taken;
    }

    /** Everything in what was taken that matches. */
    Set<String> taken(Pattern pattern) {
        return taken.stream()
                .flatMap(request -> pattern.matcher(request.body()).results())
                .map(found -> found.group())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() throws Exception {
        await(vertx.close());
    }

    private void handle(HttpServerRequest request) {
        request.bodyHandler(body -> {
            var grpc = Optional.ofNullable(request.getHeader("Content-Type"))
                    .orElse("")
                    .startsWith("application/grpc");
            var refuse = refusing;
            if (refuse) {
                refused.incrementAndGet();
            } else {
                taken.add(new Request(
                        request.path(),
                        Optional.ofNullable(request.getHeader("Authorization")),
                        Optional.ofNullable(request.getHeader(grpc ? "grpc-encoding" : "Content-Encoding")),
                        text(request, body, grpc)));
            }
            if (grpc) {
                answerGrpc(request, refuse);
            } else {
                request.response().setStatusCode(refuse ? 503 : 200).end();
            }
        });
    }

    /** An empty message says that everything was taken. */
    private static void answerGrpc(HttpServerRequest request, boolean refuse) {
        var response = request.response().putHeader("Content-Type", "application/grpc");
        response.putTrailer("grpc-status", Integer.toString(refuse ? UNAVAILABLE : 0));
        response.end(refuse ? Buffer.buffer() : Buffer.buffer(new byte[GRPC_PREFIX]));
    }

    private static String text(HttpServerRequest request, Buffer body, boolean grpc) {
        var bytes = body.getBytes(grpc ? GRPC_PREFIX : 0, body.length());
        var compressed = grpc ? body.getByte(0) == 1 : "gzip".equals(request.getHeader("Content-Encoding"));
        if (!compressed) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
        try (var content = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return new String(content.readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }
}
