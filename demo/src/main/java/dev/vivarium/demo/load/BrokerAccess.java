package dev.vivarium.demo.load;

import com.rabbitmq.client.ConnectionFactory;
import dev.vivarium.api.v1alpha1.ObservabilityStack;
import dev.vivarium.demo.cluster.Cluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.KeyManagementException;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A way to the stack's broker from outside the cluster: a port of this machine, forwarded to a pod behind the broker's Service. */
public final class BrokerAccess implements AutoCloseable {
    private static final int DEFAULT_PORT = 5672;

    private final LocalPortForward forward;
    private final ConnectionFactory factory;

    private BrokerAccess(LocalPortForward forward, ConnectionFactory factory) {
        this.forward = forward;
        this.factory = factory;
    }

    /**
     * @throws IllegalStateException when the stack has no broker, its Secret is missing or wrong, or the broker does not run in the cluster
     */
    public static BrokerAccess open(Cluster cluster, ObservabilityStack stack) {
        var namespace = stack.getMetadata().getNamespace();
        var url = url(cluster, stack);
        var host = url.getHost();
        var service = cluster.client()
                .services()
                .inNamespace(namespace)
                .withName(host.split("\\.", 2)[0])
                .get();
        if (service == null) {
            throw new IllegalStateException(
                    "the broker %s is not a Service of namespace %s".formatted(host, namespace));
        }
        var pod = cluster
                .client()
                .pods()
                .inNamespace(namespace)
                .withLabels(service.getSpec().getSelector())
                .list()
                .getItems()
                .stream()
                .filter(Readiness::isPodReady)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("no pod of the broker %s/%s is ready".formatted(namespace, host)));
        return open(cluster, url, pod);
    }

    private static BrokerAccess open(Cluster cluster, URI url, Pod pod) {
        var factory = new ConnectionFactory();
        try {
            factory.setUri(url);
        } catch (URISyntaxException | NoSuchAlgorithmException | KeyManagementException e) {
            throw new IllegalStateException("the broker's URL cannot be used", e);
        }
        var forward =
                cluster.client().pods().resource(pod).portForward(url.getPort() < 0 ? DEFAULT_PORT : url.getPort());
        factory.setHost(forward.getLocalAddress().getHostAddress());
        factory.setPort(forward.getLocalPort());
        factory.setAutomaticRecoveryEnabled(true);
        factory.setNetworkRecoveryInterval(1000);
        factory.setExceptionHandler(new QuietRecovery());
        return new BrokerAccess(forward, factory);
    }

    private static URI url(Cluster cluster, ObservabilityStack stack) {
        var broker = stack.getSpec().broker();
        if (broker == null) {
            throw new IllegalStateException(
                    "the stack %s has no broker".formatted(stack.getMetadata().getName()));
        }
        var reference = broker.rabbitmq().urlSecretRef();
        var secret = cluster.client()
                .secrets()
                .inNamespace(stack.getMetadata().getNamespace())
                .withName(reference.name())
                .get();
        if (secret == null || !secret.getData().containsKey(reference.key())) {
            throw new IllegalStateException(
                    "the Secret %s with the key %s, which the broker's URL is in, does not exist"
                            .formatted(reference.name(), reference.key()));
        }
        return URI.create(
                new String(Base64.getDecoder().decode(secret.getData().get(reference.key())), StandardCharsets.UTF_8));
    }

    /** Connects to the broker through the forwarded port. */
    public ConnectionFactory factory() {
        return factory;
    }

    @Override
    public void close() {
        try {
            forward.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
