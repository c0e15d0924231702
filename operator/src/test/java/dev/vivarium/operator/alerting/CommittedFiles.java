package dev.vivarium.operator.alerting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.operator.testkit.CommittedFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Generated files that are committed, so that people can read what changes; they are written anew with {@code -Dvivarium.golden.update=true}. */
final class CommittedFiles {
    static final Path ROOT = Path.of(System.getProperty("vivarium.root"));

    private CommittedFiles() {}

    /** Asserts that the directory holds these files and no other. */
    static void assertCurrent(Path directory, Map<String, String> files) {
        try {
            if (Boolean.getBoolean("vivarium.golden.update")) {
                Files.createDirectories(directory);
                for (var stale : names(directory)) {
                    if (!files.containsKey(stale)) {
                        Files.delete(directory.resolve(stale));
                    }
                }
            }
            files.forEach((name, content) -> CommittedFile.assertCurrent(directory.resolve(name), content));
            assertThat(names(directory)).containsExactlyInAnyOrderElementsOf(files.keySet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (var list = Files.list(directory)) {
            return list.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .toList();
        }
    }
}
