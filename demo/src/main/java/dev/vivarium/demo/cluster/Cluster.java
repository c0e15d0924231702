package dev.vivarium.demo.cluster;

import dev.vivarium.api.v1alpha1.Labels;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The cluster that the usual environment (KUBECONFIG, or the pod's own account) names. Programs in it are reached through the API server's proxy, so that it
 * works from outside on every cluster.
 */
public final class Cluster implements AutoCloseable {
    private static final Duration SHORT = Duration.ofSeconds(20);
    private static final int LONGEST_QUOTE = 300;

    private final KubernetesClient client;

    public Cluster(KubernetesClient client) {
        this.client = client;
    }

    /** @param requestTimeout longest time that one request may take, such as a turn over HTTP */
    public static Cluster connect(Duration requestTimeout) {
        var config = new ConfigBuilder(Config.autoConfigure(null))
                .withRequestTimeout(Math.toIntExact(requestTimeout.toMillis()))
                .withConnectionTimeout(Math.toIntExact(SHORT.toMillis()))
                .build();
        return new Cluster(new KubernetesClientBuilder().withConfig(config).build());
    }

    public KubernetesClient client() {
        return client;
    }

    /** Pods that the operator made for a resource, those that are not being deleted. */
    public List<Pod> podsOf(String namespace, String ownerKind, String ownerName) {
        return client
                .pods()
                .inNamespace(namespace)
                .withLabels(Map.of(Labels.OWNER_KIND, ownerKind, Labels.OWNER_NAME, ownerName))
                .list()
                .getItems()
                .stream()
                .filter(pod -> !pod.isMarkedForDeletion())
                .toList();
    }

    /** The Service that the operator made for a resource: the agent's own, or one program of a stack. */
    public Service serviceOf(String namespace, String ownerKind, String ownerName, String program) {
        var services = client.services()
                .inNamespace(namespace)
                .withLabels(Map.of(Labels.OWNER_KIND, ownerKind, Labels.OWNER_NAME, ownerName, Labels.NAME, program))
                .list()
                .getItems();
        if (services.isEmpty()) {
            throw new IllegalStateException(
                    "there is no Service of the %s of %s %s/%s".formatted(program, ownerKind, namespace, ownerName));
        }
        return services.getFirst();
    }

    /** Address of a pod's port behind the API server's proxy, for {@link #get} and {@link #post}. */
    public String podUrl(Pod pod, int port) {
        return proxyUrl(
                "pods", pod.getMetadata().getNamespace(), pod.getMetadata().getName(), port);
    }

    /** Address of the first port of a Service behind the API server's proxy. */
    public String serviceUrl(Service service) {
        var port = service.getSpec().getPorts().getFirst().getPort();
        return serviceUrl(
                service.getMetadata().getNamespace(), service.getMetadata().getName(), port);
    }

    public String serviceUrl(String namespace, String name, int port) {
        return proxyUrl("services", namespace, name, port);
    }

    private String proxyUrl(String type, String namespace, String name, int port) {
        return "%sapi/v1/namespaces/%s/%s/%s:%d/proxy".formatted(client.getMasterUrl(), namespace, type, name, port);
    }

    /**
     * Reads a page.
     *
     * @throws HttpFailureException when there is no answer, or one that is no success
     */
    public String get(String url) {
        return send(
                client.getHttpClient()
                        .newHttpRequestBuilder()
                        .uri(url)
                        .timeout(SHORT.toSeconds(), TimeUnit.SECONDS)
                        .build(),
                String.class,
                SHORT);
    }

    /**
     * Posts JSON and returns the answer as a stream, which the caller closes.
     *
     * @param accept media type of the answer
     * @throws HttpFailureException when there is no answer, or one that is no success
     */
    public InputStream post(String url, String json, String accept, Duration timeout) {
        var request = client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(url)
                .post("application/json", json)
                .header("Accept", accept)
                .timeout(timeout.toSeconds(), TimeUnit.SECONDS)
                .build();
        return send(request, InputStream.class, timeout);
    }

    private <T> T send(HttpRequest request, Class<T> type, Duration timeout) {
        HttpResponse<T> response;
        try {
            response = client.getHttpClient().sendAsync(request, type).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new HttpFailureException("%s %s: %s".formatted(request.method(), request.uri(), e.getCause()), e);
        } catch (TimeoutException e) {
            throw new HttpFailureException(
                    "%s %s: no answer within %d s".formatted(request.method(), request.uri(), timeout.toSeconds()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HttpFailureException("interrupted", e);
        }
        if (!response.isSuccessful()) {
            var body = body(response);
            throw new HttpFailureException(
                    "%s %s: %d %s".formatted(request.method(), request.uri(), response.code(), quote(body)),
                    response.code(),
                    body);
        }
        return response.body();
    }

    private static String body(HttpResponse<?> response) {
        try {
            return response.bodyString().strip();
        } catch (IOException e) {
            return response.message();
        }
    }

    private static String quote(String text) {
        return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "...";
    }

    @Override
    public void close() {
        client.close();
    }
}
