package dev.vivarium.demo.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which K3s. */
public final class K3sOptions {
    @Option(names = "--kubeconfig", required = true, description = "File to write the kubeconfig to.")
    Path kubeconfig;

    @Option(
            names = "--image",
            defaultValue = "rancher/k3s:v1.34.1-k3s1",
            description = "Image of K3s (default: ${DEFAULT-VALUE}).")
    String image;
}
