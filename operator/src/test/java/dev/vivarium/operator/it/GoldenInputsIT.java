package dev.vivarium.operator.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.operator.testkit.ApiServer;
import dev.vivarium.operator.testkit.Sandbox;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The API server itself accepts what golden files are made from, rules across fields included. */
@ExtendWith(ApiServer.class)
class GoldenInputsIT {
    private static final Path GOLDEN =
            Path.of(System.getProperty("vivarium.root"), "operator", "src", "test", "resources", "golden");

    private final ApiServer.Instance server;

    GoldenInputsIT(ApiServer.Instance server) {
        this.server = server;
    }

    static List<Path> inputs() {
        try (var files = Files.walk(GOLDEN)) {
            return files.filter(file -> file.endsWith("input.yaml")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("inputs")
    void isAccepted(Path input) throws IOException {
        try (var sandbox = new Sandbox(server.client())) {
            var manifests = sandbox.manifests(Files.readString(input)).stream()
                    .filter(manifest -> manifest.getApiVersion().startsWith("vivarium.dev/"))
                    .toList();
            assertThat(manifests).isNotEmpty().allSatisfy(manifest -> {
                manifest.getMetadata().setUid(null);
                server.client()
                        .resource(manifest)
                        .dryRun()
                        .fieldValidation(FieldValidateable.Validation.STRICT)
                        .create();
            });
        }
    }
}
