package dev.vivarium.demo.cli;

import dev.vivarium.demo.k3s.K3sCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Brings a K3s up in Docker. */
@Command(
        name = "k3s-up",
        mixinStandardHelpOptions = true,
        description =
                "Starts K3s through a Docker API, loads image archives, and writes a kubeconfig. The cluster stays until its container is removed.")
public final class K3sUpCommand implements Callable<Integer> {
    @Mixin
    private K3sOptions options;

    @Parameters(paramLabel = "ARCHIVE", arity = "0..*", description = "Image archives to load.")
    private List<Path> archives = List.of();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var cluster = K3sCluster.start(options.image);
        cluster.writeKubeconfig(options.kubeconfig);
        for (var archive : archives) {
            cluster.load(archive);
        }
        System.out.println(options.kubeconfig);
        return 0;
    }
}
