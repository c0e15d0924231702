package dev.vivarium.operator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vivarium.operator.alerting.RecordedSeries;
import dev.vivarium.operator.contract.Usage.Kind;
import dev.vivarium.operator.testkit.CommittedFile;
import dev.vivarium.telemetry.Attribute;
import dev.vivarium.telemetry.Catalog;
import dev.vivarium.telemetry.Metric;
import dev.vivarium.telemetry.ResourceLabel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What rules and panels use is what is emitted. That the runtime emits the catalogue, no more and no less, is for its {@code TelemetryConformanceIT} to
 * say; that panels use only what is in the catalogue, for {@code CatalogCoverageTest}; what the collector makes of other names, for {@code VocabulariesIT}.
 */
class TelemetryContractTest {
    private static final Path PAGE =
            Path.of(System.getProperty("vivarium.root"), "docs", "reference", "telemetry-contract.md");

    /** Series that rules read although they are in no catalogue, and why. */
    private static final Map<String, String> EXCEPTIONS = Map.of(
            "rabbitmq_queue_messages", "of the broker's own exporter; the queue depth of the catalogue is made of it",
            "vivarium_agent:expected", "a constant for each agent, in the files of thresholds",
            "vivarium_agent:alert_threshold", "a constant for each agent, in the files of thresholds",
            "vivarium_agent:budget_warning_percent", "constants of each agent that has a budget, in the same files",
            "vivarium_agent:budget_suspends", "a constant of each agent that its budget stops, in the same files");

    /** Recorded series that neither a rule nor a panel reads, and who does. */
    private static final Map<String, String> READ_ELSEWHERE =
            Map.of(RecordedSeries.POD_COST, "the operator, for status.spend");

    /** Labels that rules and panels use although they are of no metric, and what they are. */
    private static final Map<String, String> OTHER_LABELS = Map.of(
            "le", "bucket of a histogram",
            "queue", "of the broker's own exporter",
            "alert", "of thresholds: which alert",
            "hold_for", "of thresholds: how long",
            "severity", "of thresholds",
            "vivarium_budget_warn_percent", "of the constants for warnings of budgets");

    private static final List<Usage> USAGES = Usage.all();

    @Test
    void thePageIsCurrent() throws IOException {
        var page = new ContractPage(USAGES).render();
        CommittedFile.assertCurrent(PAGE, page);
    }

    @Test
    void everySeriesOfARuleIsInTheCatalogueRecordedOrANamedException() {
        var known = new HashSet<>(Catalog.prometheusSeries());
        known.addAll(recorded());
        known.addAll(EXCEPTIONS.keySet());
        assertThat(USAGES)
                .filteredOn(usage -> usage.kind() != Kind.PANEL)
                .isNotEmpty()
                .allSatisfy(usage -> assertThat(known).containsAll(usage.series()));
    }

    @Test
    void everyExceptionIsUsed() {
        assertThat(read(usage -> usage.kind() != Kind.PANEL)).containsAll(EXCEPTIONS.keySet());
        assertThat(recorded()).containsAll(READ_ELSEWHERE.keySet());
    }

    @Test
    void everyRecordedSeriesIsReadBySomebody() {
        var read = read(usage -> true);
        read.addAll(READ_ELSEWHERE.keySet());
        // A metric of the catalogue is more than what rules need.
        read.addAll(Catalog.prometheusSeries());
        assertThat(read).containsAll(recorded());
    }

    @Test
    void everyMetricOfTheCatalogueIsOnAPanel() {
        var read = read(usage -> usage.kind() == Kind.PANEL);
        assertThat(Catalog.all())
                .allSatisfy(metric -> assertThat(ContractPage.series(metric)).containsAnyElementsOf(read));
    }

    @Test
    void everyLabelOfARuleIsOneThatItsSeriesHave() {
        var everywhere = new HashSet<>(OTHER_LABELS.keySet());
        Arrays.stream(ResourceLabel.values()).map(ResourceLabel::label).forEach(everywhere::add);
        assertThat(USAGES).filteredOn(usage -> usage.kind() != Kind.PANEL).allSatisfy(usage -> {
            var possible = new HashSet<>(everywhere);
            usage.series().forEach(series -> possible.addAll(attributes(series, new HashSet<>())));
            // A metric of the catalogue that a rule makes of something else gets its labels there.
            possible.addAll(attributes(usage.name(), new HashSet<>()));
            assertThat(possible).as(usage.toString()).containsAll(usage.labels());
        });
    }

    @Test
    void everyLabelThatIsUsedExistsOnEveryRoute() {
        var page = new ContractPage(USAGES);
        var missing = Arrays.stream(IngestRoute.values())
                .collect(Collectors.toMap(Function.identity(), route -> missing(page, route)));
        missing.values().removeIf(Set::isEmpty);
        assertThat(missing).isEmpty();
    }

    /** Labels of every series that only OTLP gives are of no use for what is scraped. */
    @Test
    void everyLabelOfAllSeriesThatIsUsedComesWithScrapesToo() {
        var onlyOtlp = Arrays.stream(ResourceLabel.values())
                .filter(label -> !ContractPage.EVERYWHERE.contains(label))
                .map(ResourceLabel::label)
                .collect(Collectors.toSet());
        assertThat(USAGES)
                .allSatisfy(
                        usage -> assertThat(usage.labels()).as(usage.toString()).doesNotContainAnyElementsOf(onlyOtlp));
    }

    /** As {@code metric: label}. */
    private static Set<String> missing(ContractPage page, IngestRoute route) {
        return Catalog.all().stream()
                .flatMap(metric -> route.labels(metric).stream()
                        .flatMap(labels -> page.labelsUsed(metric).stream()
                                // Its absence says that nothing failed.
                                .filter(label -> !label.equals(Attribute.ERROR_TYPE.label()))
                                .filter(label -> !labels.contains(label))
                                .map(label -> metric.prometheusName() + ": " + label)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Labels of the metrics that a series is made of, however many rules are between. */
    private static Set<String> attributes(String series, Set<String> visited) {
        if (!visited.add(series)) {
            return Set.of();
        }
        var own = Catalog.all().stream()
                .filter(metric -> ContractPage.series(metric).contains(series))
                .map(Metric::attributes)
                .flatMap(List::stream)
                .map(Attribute::label);
        var recorded = USAGES.stream()
                .filter(usage -> usage.kind() == Kind.RECORDING && usage.name().equals(series))
                .flatMap(usage -> usage.series().stream())
                .flatMap(source -> attributes(source, visited).stream());
        return Stream.concat(own, recorded).collect(Collectors.toSet());
    }

    private static Set<String> recorded() {
        return USAGES.stream()
                .filter(usage -> usage.kind() == Kind.RECORDING)
                .map(Usage::name)
                .collect(Collectors.toSet());
    }

    private static Set<String> read(Predicate<Usage> which) {
        return USAGES.stream()
                .filter(which)
                .flatMap(usage -> usage.series().stream())
                .collect(Collectors.toCollection(HashSet::new));
    }
}
