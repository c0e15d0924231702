package dev.vivarium.demo.cli;

import dev.vivarium.demo.cluster.BrokerCredentials;
import dev.vivarium.demo.cluster.Cluster;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes the broker's Secret unless it exists. */
@Command(
        name = "make-broker-credentials",
        mixinStandardHelpOptions = true,
        description = "Makes the Secret with the broker's user, password and URL, unless it exists.")
public final class MakeBrokerCredentialsCommand implements Callable<Integer> {
    private static final Duration REQUEST = Duration.ofSeconds(30);

    @Option(
            names = {"-n", "--namespace"},
            defaultValue = "${env:NAMESPACE:-rockbot}",
            description = "Namespace of the Secret (default: ${DEFAULT-VALUE}).")
    private String namespace;

    @Option(
            names = "--secret",
            defaultValue = "rabbitmq",
            description = "Name of the Secret (default: ${DEFAULT-VALUE}).")
    private String secret;

    @Option(
            names = "--host",
            defaultValue = "rabbitmq",
            description = "Host of the broker (default: ${DEFAULT-VALUE}).")
    private String host;

    @Override
    public Integer call() {
        try (var cluster = Cluster.connect(REQUEST)) {
            var made = new BrokerCredentials(cluster.client(), new SecureRandom()).make(namespace, secret, host);
            System.out.printf("Secret %s/%s: %s%n", namespace, secret, made ? "made" : "was there");
            return 0;
        }
    }
}
