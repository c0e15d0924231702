package dev.vivarium.operator.notification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.api.v1alpha1.TestNotificationStatus;
import dev.vivarium.api.v1alpha1.TestNotificationStatus.Outcome;
import dev.vivarium.api.v1alpha1.TestNotificationStatus.Result;
import dev.vivarium.operator.resolve.NamespacedName;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Sends test notifications through an Alertmanager, off the threads that reconcile, and finds out by its counters what came of them. An alert that is delivered at
 * the same time counts too: that the contact point takes notifications is shown either way.
 */
public final class TestNotifications implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(TestNotifications.class);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int SUCCESS = 200;

    /** How long the alerts last: so that their end is told, too. */
    private static final Duration ALERT_LASTS = Duration.ofMinutes(1);

    private final Clock clock;
    private final Duration patience;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIMEOUT).build();
    private final ObjectMapper json = new ObjectMapper();
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<NamespacedName, Run> runs = new ConcurrentHashMap<>();
    private final List<Consumer<NamespacedName>> listeners = new CopyOnWriteArrayList<>();

    private record Run(String request, Optional<TestNotificationStatus> status) {}

    /** @param patience how long a delivery may take */
    public TestNotifications(Clock clock, Duration patience) {
        this.clock = clock;
        this.patience = patience;
    }

    /** Sends the test notification, unless that was done before, or is just being done. */
    public void send(TestNotification notification) {
        var run = new Run(notification.request(), Optional.empty());
        var kept = runs.merge(
                notification.stack(), run, (old, fresh) -> old.request().equals(fresh.request()) ? old : fresh);
        if (kept != run) {
            return;
        }
        workers.execute(() -> {
            var status = status(notification);
            if (runs.replace(notification.stack(), run, new Run(notification.request(), Optional.of(status)))) {
                LOG.infof("test notification of ObservabilityStack %s: %s", notification.stack(), status.results());
                listeners.forEach(listener -> listener.accept(notification.stack()));
            }
        });
    }

    /** What came of that request; empty while that is not known. */
    public Optional<TestNotificationStatus> result(NamespacedName stack, String request) {
        return Optional.ofNullable(runs.get(stack))
                .filter(run -> run.request().equals(request))
                .flatMap(Run::status);
    }

    public void forget(NamespacedName stack) {
        runs.remove(stack);
    }

    /** Has the listener told of stacks whose test notification has ended; returns what stops that. */
    public Runnable listen(Consumer<NamespacedName> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close() {
        workers.shutdownNow();
        http.shutdownNow();
    }

    private TestNotificationStatus status(TestNotification notification) {
        var time = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        try {
            return new TestNotificationStatus(notification.request(), time, deliver(notification));
        } catch (IOException e) {
            var reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            return notSent(
                    notification,
                    time,
                    "Alertmanager at " + notification.alertmanager() + " does not answer: " + reason);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return notSent(notification, time, "the operator ended before Alertmanager answered");
        }
    }

    private static TestNotificationStatus notSent(TestNotification notification, String time, String message) {
        return new TestNotificationStatus(
                notification.request(),
                time,
                notification.contactPoints().stream()
                        .map(point -> new Result(point, Outcome.NOT_SENT, message))
                        .toList());
    }

    private List<Result> deliver(TestNotification notification) throws IOException, InterruptedException {
        var before = counters(notification);
        post(notification);
        var results = new TreeMap<String, Result>();
        if (before.isEmpty()) {
            notification
                    .contactPoints()
                    .forEach(point -> results.put(
                            point,
                            new Result(
                                    point,
                                    Outcome.SENT,
                                    "Alertmanager took the alert; it does not tell what it delivered to whom")));
            return List.copyOf(results.values());
        }
        var seen = new HashMap<String, Boolean>();
        var deadline = clock.instant().plus(patience);
        while (results.size() < notification.contactPoints().size()) {
            var last = !clock.instant().isBefore(deadline);
            var now = counters(notification);
            for (var point : notification.contactPoints()) {
                var counted = now.getOrDefault(point, DeliveryCounters.NONE)
                        .since(before.getOrDefault(point, DeliveryCounters.NONE));
                // An attempt is counted a moment before its failure is: a success is believed when it is seen twice.
                var twice = counted.succeeded() && seen.getOrDefault(point, false);
                seen.put(point, counted.succeeded());
                result(point, counted, twice, last).ifPresent(result -> results.putIfAbsent(point, result));
            }
            if (results.size() < notification.contactPoints().size()) {
                Thread.sleep(PAUSE);
            }
        }
        return List.copyOf(results.values());
    }

    private Optional<Result> result(String point, DeliveryCounters counted, boolean succeeded, boolean last) {
        if (succeeded) {
            return Optional.of(new Result(point, Outcome.DELIVERED, ""));
        }
        if (counted.givenUp() > 0) {
            return Optional.of(new Result(
                    point, Outcome.FAILED, "the contact point refused it; the log of Alertmanager says how"));
        }
        if (!last || counted.succeeded()) {
            return Optional.empty();
        }
        return Optional.of(
                counted.failedAttempts() > 0
                        ? new Result(
                                point,
                                Outcome.FAILED,
                                "every attempt of " + patience.toSeconds()
                                        + " s failed, and Alertmanager goes on trying; its log says why")
                        : new Result(
                                point,
                                Outcome.NOT_SENT,
                                "Alertmanager made no attempt to deliver it that ended within " + patience.toSeconds()
                                        + " s"));
    }

    /** By contact point; empty when the Alertmanager does not count by receiver. */
    private Map<String, DeliveryCounters> counters(TestNotification notification)
            throws IOException, InterruptedException {
        var response = http.send(request(notification, "/metrics").GET().build(), HttpResponse.BodyHandlers.ofString());
        var counters = new HashMap<String, DeliveryCounters>();
        if (response.statusCode() == SUCCESS) {
            for (var point : notification.contactPoints()) {
                DeliveryCounters.of(response.body(), point).ifPresent(found -> counters.put(point, found));
            }
        }
        return counters;
    }

    private void post(TestNotification notification) throws IOException, InterruptedException {
        var ends = clock.instant().plus(ALERT_LASTS).toString();
        var alerts = notification.alerts().entrySet().stream()
                .map(alert -> Map.of(
                        "labels",
                        alert.getValue(),
                        "annotations",
                        Map.of(
                                "summary",
                                "Test notification of ObservabilityStack " + notification.stack() + " to contact point "
                                        + alert.getKey() + ".",
                                "description",
                                "Somebody asked for it: nothing is wrong."),
                        "endsAt",
                        ends))
                .toList();
        var response = http.send(
                request(notification, "/api/v2/alerts")
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(write(alerts)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != SUCCESS) {
            throw new IOException("status " + response.statusCode() + " " + response.body());
        }
    }

    private static HttpRequest.Builder request(TestNotification notification, String path) {
        var base = notification.alertmanager().toString().replaceAll("/+$", "");
        return HttpRequest.newBuilder(URI.create(base + path)).timeout(ANSWER_TIMEOUT);
    }

    private String write(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and texts can always be written", e);
        }
    }
}
