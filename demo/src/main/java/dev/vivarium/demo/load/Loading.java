package dev.vivarium.demo.load;

import dev.vivarium.agent.contract.BusNames;
import dev.vivarium.api.v1alpha1.Agent;
import dev.vivarium.demo.cluster.Cluster;
import dev.vivarium.demo.cluster.Progress;
import dev.vivarium.demo.cluster.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** Sends the demo's turns to one agent, from outside the cluster. */
public final class Loading {
    private final Cluster cluster;
    private final String namespace;
    private final String agent;
    private final Progress progress;
    private final Clock clock;

    public Loading(Cluster cluster, String namespace, String agent, Progress progress, Clock clock) {
        this.cluster = cluster;
        this.namespace = namespace;
        this.agent = agent;
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Sends the turns and waits for all replies.
     *
     * @param overBus number of turns over the bus
     * @param overHttp number of turns over HTTP
     * @param concurrency most conversations at a time
     * @param timeout longest wait for one reply
     */
    public LoadSummary run(int overBus, int overHttp, int concurrency, Duration timeout) {
        var stack = new Resources(cluster, namespace).stack();
        var agentUrl = cluster.serviceUrl(cluster.serviceOf(namespace, "Agent", agent, "agent"));
        var turns = LoadPlan.turns("demo-" + clock.millis(), overBus, overHttp);
        progress.say("sending %d turns over the bus and %d over HTTP to %s/%s"
                .formatted(overBus, overHttp, namespace, agent));
        try (var broker = BrokerAccess.open(cluster, stack);
                var bus = new BusTurns(
                        broker.factory(), BusNames.routingKey(namespace, Agent.class.getSimpleName(), agent), clock);
                var http = new HttpTurns(cluster, agentUrl)) {
            var senders = Map.<Channel, TurnSender>of(Channel.BUS, bus, Channel.HTTP, http, Channel.SSE, http);
            var outcomes = new LoadRunner(senders, progress, clock).run(turns, concurrency, timeout);
            return new LoadSummary(
                    outcomes, bus.answers().second(), bus.answers().repetitions());
        } catch (IOException e) {
            throw new UncheckedIOException("the broker cannot be reached: " + e.getMessage(), e);
        }
    }
}
