package dev.vivarium.operator.observabilitystack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.vivarium.operator.testkit.Sandbox;
import dev.vivarium.telemetry.Catalog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sends what agents with other instrumentations send, as OTLP, through the real collector with the configuration that the operator makes, and compares the
 * catalogue's series at its Prometheus exporter with a golden file.
 */
class VocabulariesIT {
    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "vocabularies");
    /** What every series of a pod has, and nothing here is about. */
    private static final Pattern RESOURCE = Pattern.compile(
            "(instance|job|k8s_namespace_name|k8s_pod_name|service_\\w+|vivarium_kind|vivarium_name)=\"[^\"]*\",?");

    private static final Pattern TIMESTAMP = Pattern.compile(" \\d{13}$");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"opentelemetry", "openlit", "rockbot", "runtime"})
    void becomesTheCatalogues(String vocabulary) throws IOException, InterruptedException {
        var series = series(Files.readString(GOLDEN.resolve(vocabulary).resolve("sent.json")));

        var file = GOLDEN.resolve(vocabulary).resolve("series.txt");
        if (Boolean.getBoolean("vivarium.golden.update")) {
            Files.writeString(file, series);
        }
        assertThat(series).isEqualTo(Files.readString(file));
    }

    private String series(String sent) throws IOException, InterruptedException {
        try (var collector = RunningCollector.start(directory)) {
            collector.send(sent);
            // What was sent is exported at once, all of it together: the first answer that has any of it has
            // everything.
            return catalogues(
                    await().atMost(Sandbox.SOON).until(collector::exported, exported -> exported.contains("own-1")));
        }
    }

    private static String catalogues(String exported) {
        var known = Catalog.prometheusSeries();
        assertThat(exported.lines().filter(line -> known.contains(line.split("[{ ]", 2)[0])))
                .allSatisfy(line -> assertThat(line)
                        .contains("k8s_namespace_name=", "k8s_pod_name=", "vivarium_kind=", "vivarium_name="));
        return exported
                        .lines()
                        .filter(line -> known.contains(line.split("[{ ]", 2)[0]))
                        .map(line -> TIMESTAMP.matcher(line).replaceFirst(""))
                        .map(line -> RESOURCE.matcher(line).replaceAll(""))
                        .map(line -> line.replace(",}", "}").replace("{}", ""))
                        .collect(Collectors.toCollection(TreeSet::new))
                        .stream()
                        .collect(Collectors.joining("\n"))
                + "\n";
    }
}
