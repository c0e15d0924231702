package dev.vivarium.demo.cli;

import dev.vivarium.demo.k3s.K3sCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Loads image archives into the K3s that {@link K3sUpCommand} started. */
@Command(
        name = "k3s-load",
        mixinStandardHelpOptions = true,
        description = "Loads image archives into the K3s that k3s-up started.")
public final class K3sLoadCommand implements Callable<Integer> {
    @Mixin
    private K3sOptions options;

    @Parameters(paramLabel = "ARCHIVE", arity = "1..*", description = "Image archives to load.")
    private List<Path> archives;

    @Override
    public Integer call() throws IOException, InterruptedException {
        var cluster = K3sCluster.start(options.image);
        for (var archive : archives) {
            cluster.load(archive);
            System.out.println("loaded " + archive);
        }
        return 0;
    }
}
