package dev.vivarium.agent.runtime.mcpproxy;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/**
 * Stands in front of an MCP server: passes every request and every answer on as they are, as they come, and measures the operations among them. Streams of events
 * may last for ever; how long an operation may take is for client and server to say.
 */
public final class McpProxy implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(McpProxy.class);
    private static final int CONNECT_MILLIS = 5_000;
    /** Requests under way at one time, streams of events included; more are refused with HTTP status 503. */
    private static final int MOST_REQUESTS = 1_024;

    private static final Duration START = Duration.ofSeconds(30);

    private final ProxySettings settings;
    private final ServerOperations operations;
    private final Vertx vertx = EventLoop.create();
    private final HttpClient upstream;
    private final HttpServer server;
    private final AtomicBoolean away = new AtomicBoolean();

    /** Both of the event loop alone. */
    private int active;

    private Promise<Void> drained;

    public McpProxy(ProxySettings settings, ServerOperations operations) {
        this.settings = settings;
        this.operations = operations;
        // Without kept connections: the server may close one just as a message is sent, and the message cannot be sent
        // again. On one host another is cheap.
        upstream = vertx.createHttpClient(
                new HttpClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setKeepAlive(false)
                        .setMaxHeaderSize(EventLoop.LARGEST_HEAD)
                        .setMaxInitialLineLength(EventLoop.LARGEST_HEAD),
                new PoolOptions().setHttp1MaxSize(MOST_REQUESTS));
        server = vertx.createHttpServer(EventLoop.serverOptions(settings.port()));
        server.requestHandler(this::handle);
    }

    /** Starts to listen. @throws IllegalStateException when the port cannot be had */
    public McpProxy start() {
        EventLoop.await(server.listen(), START);
        LOG.infof("Measures the MCP server at %s, listens on port %d", settings.upstream(), server.actualPort());
        return this;
    }

    public int port() {
        return server.actualPort();
    }

    /** Takes no more requests, lets those that are under way end for a while, streams that clients listen on excepted, and stops. */
    @Override
    public void close() {
        Promise<Void> end = Promise.promise();
        vertx.runOnContext(ignored -> {
            drained = end;
            endWhenDrained();
        });
        try {
            EventLoop.await(end.future(), settings.drain());
        } catch (IllegalStateException e) {
            LOG.warnf(
                    "Operations are still under way after %d s, and are cut",
                    settings.drain().toSeconds());
        }
        EventLoop.await(vertx.close(), START);
    }

    private void handle(HttpServerRequest request) {
        if (drained != null) {
            Refusals.answer(request, 503, null, "The MCP server is about to stop.", true);
            return;
        }
        if (active >= MOST_REQUESTS) {
            Refusals.answer(request, 503, null, "The MCP server has " + MOST_REQUESTS + " requests under way.", true);
            return;
        }
        // A stream that only listens is not waited for: it may never end.
        var counted = !request.method().name().equals("GET");
        active += counted ? 1 : 0;
        new ProxiedRequest(request, settings, operations, upstream, this::told)
                .run()
                .onComplete(ended -> {
                    active -= counted ? 1 : 0;
                    endWhenDrained();
                });
    }

    private void endWhenDrained() {
        if (drained != null && active == 0) {
            drained.tryComplete();
        }
    }

    /** Says once that the server is away, and once that it is back. */
    private void told(String problem) {
        if (problem == null) {
            if (away.compareAndSet(true, false)) {
                LOG.infof("The MCP server at %s answers again", settings.upstream());
            }
        } else if (away.compareAndSet(false, true)) {
            LOG.warn(problem);
        }
    }
}
