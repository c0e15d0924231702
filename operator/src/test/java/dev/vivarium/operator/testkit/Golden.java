package dev.vivarium.operator.testkit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A directory of golden files: {@code input.yaml} with manifests and {@code output.yaml} with what they give. */
public record Golden(Path directory) {
    private static final Path ROOT =
            Path.of(System.getProperty("vivarium.root"), "operator", "src", "test", "resources", "golden");

    /** Every directory below that one. */
    public static List<Golden> all(String parent) {
        try (var directories = Files.list(ROOT.resolve(parent))) {
            return directories.sorted().map(Golden::new).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Manifests input() {
        try {
            return Manifests.parse(Files.readString(directory.resolve("input.yaml")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fails unless the output is that of the golden file; writes it with {@code -Dvivarium.golden.update=true}. */
    public void assertOutput(List<String> comments, List<HasMetadata> objects) {
        var serialization = new KubernetesSerialization();
        var text = comments.stream().map(comment -> "# " + comment + "\n").collect(Collectors.joining())
                + objects.stream().map(serialization::asYaml).collect(Collectors.joining());
        CommittedFile.assertCurrent(directory.resolve("output.yaml"), text);
    }

    @Override
    public String toString() {
        return directory.getFileName().toString();
    }
}
