package dev.vivarium.demo.cluster;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.util.HexFormat;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Makes credentials for the example's broker that nobody has chosen. */
public final class BrokerCredentials {
    private static final String USER = "vivarium";
    private static final int PASSWORD_BYTES = 24;
    private static final int PORT = 5672;

    private final KubernetesClient client;
    private final RandomGenerator random;

    /** @param random must be unpredictable */
    public BrokerCredentials(KubernetesClient client, RandomGenerator random) {
        this.client = client;
        this.random = random;
    }

    /**
     * Makes a Secret with the keys {@code username}, {@code password} and {@code url}, unless there is one of that name.
     *
     * @return whether it was made
     */
    public boolean make(String namespace, String name, String host) {
        if (client.secrets().inNamespace(namespace).withName(name).get() != null) {
            return false;
        }
        var bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        var password = HexFormat.of().formatHex(bytes);
        var secret = new SecretBuilder()
                .withNewMetadata()
                .withNamespace(namespace)
                .withName(name)
                .endMetadata()
                .withStringData(Map.of(
                        "username", USER,
                        "password", password,
                        "url", "amqp://%s:%s@%s:%d/%%2f".formatted(USER, password, host, PORT)))
                .build();
        try {
            client.resource(secret).create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }
}
