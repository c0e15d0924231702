package dev.vivarium.operator.contract;

import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Metric;
import dev.vivarium.telemetry.Source;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A way on which samples come, and what the collector makes of them. Of the agent runtime that is the catalogue as it is, as {@code CatalogueOverOtlpIT} tries
 * with the real collector; of others it is in golden files that {@code VocabulariesIT} compares with the real collector.
 */
enum IngestRoute {
    RUNTIME("agent runtime, MCP proxy", Optional.empty()),
    OPENTELEMETRY("earlier OpenTelemetry names", Optional.of("opentelemetry")),
    OPENLIT("OpenLIT", Optional.of("openlit")),
    ROCKBOT("RockBot", Optional.of("rockbot"));

    /** What comes from rules comes on no route. */
    private static final Set<Source> RULES = Set.of(Source.BROKER, Source.RULES);

    private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "vocabularies");
    private static final Pattern LABEL = Pattern.compile("([a-z_0-9]+)=\"");

    private final String title;
    private final Optional<String> vocabulary;

    IngestRoute(String title, Optional<String> vocabulary) {
        this.title = title;
        this.vocabulary = vocabulary;
    }

    String title() {
        return title;
    }

    /** Labels of the metric besides those that every series has; empty when the metric does not come on this route. */
    Optional<Set<String>> labels(Metric metric) {
        return vocabulary
                .map(name -> labels(metric, name))
                .orElseGet(() -> RULES.contains(metric.source()) ? Optional.empty() : Optional.of(own(metric)));
    }

    private static Set<String> own(Metric metric) {
        return metric.attributes().stream().map(Attribute::label).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Optional<Set<String>> labels(Metric metric, String vocabulary) {
        var labels = new TreeSet<String>();
        var found = false;
        for (var line : lines(vocabulary)) {
            if (ContractPage.series(metric).contains(line.split("[{ ]", 2)[0])) {
                found = true;
                LABEL.matcher(line).results().forEach(label -> labels.add(label.group(1)));
            }
        }
        labels.remove("le");
        return found ? Optional.of(labels) : Optional.empty();
    }

    private static List<String> lines(String vocabulary) {
        try {
            return Files.readAllLines(GOLDEN.resolve(vocabulary).resolve("series.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
