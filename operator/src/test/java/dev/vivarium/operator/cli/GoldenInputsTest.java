package dev.vivarium.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What golden files are made from is what the API server would accept. */
class GoldenInputsTest {
    private static final Path GOLDEN =
            Path.of(System.getProperty("vivarium.root"), "operator", "src", "test", "resources", "golden");

    static List<Path> inputs() {
        try (var files = Files.walk(GOLDEN)) {
            return files.filter(file -> file.endsWith("input.yaml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void fitsTheDefinitions(Path input) {
        var reader = new ManifestReader("default");

        reader.readPath(input);

        assertThat(reader.resources()).isNotEmpty();
    }
}
