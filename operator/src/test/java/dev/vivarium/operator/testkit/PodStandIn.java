package dev.vivarium.operator.testkit;

import com.sun.net.httpserver.HttpServer;
import dev.vivarium.agent.contract.AgentActivity;
import dev.vivarium.agent.contract.AgentConfiguration;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Says on an address of this machine what a pod would say of its activity, since there is no node that would run it. */
public final class PodStandIn implements AutoCloseable {
    /** Of the loopback network, so that nothing else listens there. */
    public static final String ADDRESS = "127.0.0.77";

    private final HttpServer server;
    private volatile AgentActivity activity = new AgentActivity(0, Instant.now());

    public PodStandIn() throws IOException {
        server = HttpServer.create(new InetSocketAddress(ADDRESS, AgentConfiguration.MANAGEMENT_PORT), 0);
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

    /** From now on the pod handles so many turns. */
    public void handles(int turns) {
        activity = new AgentActivity(turns, Instant.now());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
