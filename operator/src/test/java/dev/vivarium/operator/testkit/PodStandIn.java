package dev.vivarium.operator.testkit;

import com.sun.net.httpserver.HttpServer;
import dev.vivarium.agent.contract.AgentActivity;
import dev.vivarium.agent.contract.AgentConfiguration;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;

/** Says on an address of this machine what a pod would say of its activity, since there is no node that would run it. */
public final class PodStandIn implements AutoCloseable {
    /** The first one that is used here, 127.1.0.0. Pods have their port given, so it takes an address of its own to be alone. */
    private static final int ADDRESSES = 0x7F010000;

    private static final int COUNT = 0x00F00000;
    private static final int ATTEMPTS = 100;

    private final HttpServer server;
    private volatile AgentActivity activity = new AgentActivity(0, Instant.now());

    public PodStandIn() throws IOException {
        server = listening();
        server.createContext(AgentActivity.PATH, exchange -> {
            var now = activity;
            var body = "{\"activeTurns\":%d,\"idleSince\":\"%s\"}"
                    .formatted(now.activeTurns(), now.idleSince())
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    private static HttpServer listening() throws IOException {
        for (var attempt = 1; ; attempt++) {
            var address = ByteBuffer.allocate(Integer.BYTES)
                    .putInt(ADDRESSES + ThreadLocalRandom.current().nextInt(COUNT))
                    .array();
            try {
                return HttpServer.create(
                        new InetSocketAddress(InetAddress.getByAddress(address), AgentConfiguration.MANAGEMENT_PORT),
                        0);
            } catch (BindException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    /** To be the pod's. */
    public String address() {
        return server.getAddress().getAddress().getHostAddress();
    }

    /** From now on the pod handles so many turns. */
    public void handles(int turns) {
        activity = new AgentActivity(turns, Instant.now());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
