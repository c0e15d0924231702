package dev.vivarium.demo.load;

import dev.vivarium.agent.contract.InvalidMessageException;
import dev.vivarium.agent.contract.TurnJson;
import dev.vivarium.agent.contract.TurnReply;
import dev.vivarium.agent.contract.TurnRequest;
import dev.vivarium.demo.cluster.Cluster;
import dev.vivarium.demo.cluster.HttpFailureException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Turns over the agent's HTTP API, with a whole answer or a stream of server-sent events. What is refused before it begins is asked again. */
public final class HttpTurns implements TurnSender {
    private static final String PATH = "/v1/turns";
    private static final String REPLY_EVENT = "reply";
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    /** What the API server's proxy says when nothing was sent. */
    private static final List<String> NOBODY = List.of("no endpoints available", "connection refused");

    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Cluster cluster;
    private final String agentUrl;
    private final TurnJson json = new TurnJson();

    /** @param agentUrl address of the agent's Service behind the API server's proxy */
    public HttpTurns(Cluster cluster, String agentUrl) {
        this.cluster = cluster;
        this.agentUrl = agentUrl;
    }

    @Override
    public TurnReply send(Turn turn, Duration timeout) throws TurnLostException {
        var request = new TurnRequest(null, turn.turnId(), turn.conversationId(), turn.input(), null);
        var body = new String(json.write(request), StandardCharsets.UTF_8);
        var streamed = turn.channel() == Channel.SSE;
        var accept = streamed ? "text/event-stream" : "application/json";
        try (var answer = taken(body, accept, timeout)) {
            return json.readReply(streamed ? lastEvent(answer) : answer.readAllBytes());
        } catch (HttpFailureException e) {
            return reply(e).orElseThrow(() -> new TurnLostException(e.getMessage(), e));
        } catch (IOException | InvalidMessageException e) {
            throw new TurnLostException(e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TurnLostException("interrupted", e);
        }
    }

    /** The agent's own words, if the failure is one of the turn. */
    private Optional<TurnReply> reply(HttpFailureException failure) {
        try {
            return Optional.of(json.readReply(failure.body().getBytes(StandardCharsets.UTF_8)))
                    .filter(reply -> reply.error() != null && reply.error().type() != null);
        } catch (InvalidMessageException e) {
            return Optional.empty();
        }
    }

    /** Asks until somebody takes the turn. One that was taken and not answered is not sent again: it may have done something. */
    private InputStream taken(String body, String accept, Duration timeout) throws InterruptedException {
        var begin = System.nanoTime();
        while (true) {
            try {
                return cluster.post(agentUrl + PATH, body, accept, timeout);
            } catch (HttpFailureException e) {
                if (!isRefused(e) || System.nanoTime() - begin > timeout.toNanos()) {
                    throw e;
                }
            }
            Thread.sleep(PAUSE);
        }
    }

    /** Whether the turn did not begin: the agent has no place for it, or the proxy reaches no agent. */
    private static boolean isRefused(HttpFailureException failure) {
        return failure.status() == TOO_MANY
                || failure.status() == UNAVAILABLE && NOBODY.stream().anyMatch(failure.getMessage()::contains);
    }

    /** Reads the stream to its end, so that the connection can be used again, and gives the data of the reply. */
    private static byte[] lastEvent(InputStream stream) throws IOException, TurnLostException {
        var events = new ServerSentEvents(new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8)));
        var pieces = 0;
        byte[] reply = null;
        for (var event = events.next(); event.isPresent(); event = events.next()) {
            if (event.get().name().equals(REPLY_EVENT)) {
                reply = event.get().data().getBytes(StandardCharsets.UTF_8);
            }
            pieces++;
        }
        if (reply == null) {
            throw new TurnLostException("the stream ended after %d events without a reply".formatted(pieces));
        }
        return reply;
    }

    @Override
    public void close() {
        // The cluster is the caller's.
    }
}
