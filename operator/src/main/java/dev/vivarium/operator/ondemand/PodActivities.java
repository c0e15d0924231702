package dev.vivarium.operator.ondemand;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.contract.AgentActivity;
import dev.vivarium.agent.contract.AgentConfiguration;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Asks pods whether they work. */
final class PodActivities implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final ObjectMapper json = new ObjectMapper();

    /** Where a pod is to be asked; empty while it has no address. */
    static Optional<URI> address(Pod pod) {
        return Optional.ofNullable(pod.getStatus())
                .map(status -> status.getPodIP())
                .map(ip -> URI.create("http://" + (ip.contains(":") ? "[" + ip + "]" : ip) + ":"
                        + AgentConfiguration.MANAGEMENT_PORT + AgentActivity.PATH));
    }

    /** What the pod says; empty when it does not, so that nobody knows. */
    Optional<AgentActivity> ask(URI address) {
        try {
            var response = http.send(
                    HttpRequest.newBuilder(address).timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? read(response.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<AgentActivity> read(String body) {
        try {
            var answer = json.readTree(body);
            if (!answer.path("activeTurns").isInt()) {
                return Optional.empty();
            }
            return Optional.of(new AgentActivity(
                    answer.path("activeTurns").asInt(),
                    Instant.parse(answer.path("idleSince").asText())));
        } catch (JsonProcessingException | DateTimeException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
