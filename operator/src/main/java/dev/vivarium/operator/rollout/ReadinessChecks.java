package dev.vivarium.operator.rollout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.operator.cluster.ClusterCache;
import dev.vivarium.operator.observation.Polling;
import dev.vivarium.operator.resolve.NamespacedName;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Asks running pods that are not ready which of their checks fails; ready pods are not asked. */
public final class ReadinessChecks implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ObjectMapper json = new ObjectMapper();
    private final ClusterCache cache;
    private final int port;
    private final String path;
    private final Polling<Key, URI, List<FailingCheck>> polling;

    /**
     * @param port where pods answer with the JSON of MicroProfile Health
     * @param interval between two questions to a pod
     */
    public ReadinessChecks(ClusterCache cache, int port, String path, Duration interval) {
        this.cache = cache;
        this.port = port;
        this.path = path;
        this.polling = new Polling<>("readiness-checks", this::ask, ignored -> interval, this::isUnready);
    }

    private record Key(String ownerKind, NamespacedName owner, NamespacedName pod) {}

    /** Names a resource some of whose pods say something else than before. */
    public record Owner(String kind, NamespacedName name) {}

    public void onChange(Consumer<Owner> consumer) {
        polling.onChange(key -> consumer.accept(new Owner(key.ownerKind(), key.owner())));
    }

    /** What is known of the failing checks of a pod; asks on, until the pod is ready or gone. */
    public List<FailingCheck> of(String ownerKind, NamespacedName owner, Pod pod) {
        if (!PodProblems.isRunningUnready(pod)) {
            return List.of();
        }
        var address = pod.getStatus().getPodIP();
        var url = URI.create("http://" + (address.contains(":") ? "[" + address + "]" : address) + ":" + port + path);
        var key = new Key(ownerKind, owner, NamespacedName.of(pod));
        polling.keepAsking(key, url);
        return polling.latest(key, url).orElse(List.of());
    }

    @Override
    public void close() {
        polling.close();
        http.shutdownNow();
    }

    private boolean isUnready(Key key) {
        return cache.find(Pod.class, key.pod().namespace(), key.pod().name())
                .filter(PodProblems::isRunningUnready)
                .isPresent();
    }

    private List<FailingCheck> ask(URI url) {
        try {
            var response = http.send(
                    HttpRequest.newBuilder(url).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
            return failing(json.readTree(response.body()));
        } catch (IOException e) {
            return List.of(); // Nothing is known then; the status says in general that the pod is not ready.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private static List<FailingCheck> failing(JsonNode answer) {
        var failing = new ArrayList<FailingCheck>();
        for (var check : answer.path("checks")) {
            if ("DOWN".equals(check.path("status").asText())) {
                failing.add(new FailingCheck(
                        check.path("name").asText(),
                        check.path("data").path("reason").asText("")));
            }
        }
        return List.copyOf(failing);
    }
}
