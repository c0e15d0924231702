package dev.vivarium.agent.runtime.mcpproxy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What proxy and bridge share: one thread that does everything, and HTTP on it. */
final class EventLoop {
    static final int LARGEST_HEAD = 64 * 1024;

    private EventLoop() {}

    static Vertx create() {
        return Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(1)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false)));
    }

    static HttpServerOptions serverOptions(int port) {
        return new HttpServerOptions()
                .setHost("0.0.0.0")
                .setPort(port)
                // One connection is one request at a time: an answer that is cut can be told by closing it.
                .setHttp2ClearTextEnabled(false)
                .setMaxHeaderSize(LARGEST_HEAD)
                .setMaxInitialLineLength(LARGEST_HEAD);
    }

    /** @throws IllegalStateException when it fails or takes too long */
    static void await(Future<?> future, Duration most) {
        try {
            future.toCompletionStage().toCompletableFuture().get(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("it took more than " + most.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
