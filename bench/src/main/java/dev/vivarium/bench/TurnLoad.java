package dev.vivarium.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends turns over HTTP, each in a conversation of its own. */
final class TurnLoad {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final URI uri;

    TurnLoad(URI uri) {
        this.uri = uri;
    }

    /**
     * @param turns number of turns
     * @param concurrency most at a time
     * @throws IOException when a turn is not answered well: a benchmark of failures says nothing
     */
    Timings run(int turns, int concurrency) throws IOException, InterruptedException {
        var timings = new Timings();
        var next = new AtomicInteger();
        try (var http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
                var threads = Executors.newFixedThreadPool(concurrency)) {
            var begin = System.nanoTime();
            var senders = new ArrayList<Future<Void>>();
            for (var sender = 0; sender < concurrency; sender++) {
                senders.add(threads.submit(() -> {
                    while (next.getAndIncrement() < turns) {
                        timings.record(send(http));
                    }
                    return null;
                }));
            }
            for (var sender : senders) {
                sender.get();
            }
            timings.elapsed(System.nanoTime() - begin);
        } catch (ExecutionException e) {
            throw new IOException("a turn failed: " + e.getCause().getMessage(), e.getCause());
        }
        return timings;
    }

    private long send(HttpClient http) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .timeout(TIMEOUT)
                .POST(BodyPublishers.ofString("{\"input\": \"Tell me what you know about terrariums.\"}"))
                .build();
        var begin = System.nanoTime();
        var response = http.send(request, BodyHandlers.ofString());
        var nanos = System.nanoTime() - begin;
        if (response.statusCode() != 200 || response.body().isEmpty()) {
            throw new IOException("%s answered %d %s".formatted(uri, response.statusCode(), response.body()));
        }
        return nanos;
    }
}
