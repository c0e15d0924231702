package dev.vivarium.telemetry;

import java.util.stream.Collectors;

/** The catalogue as a page of the reference. */
public final class CatalogMarkdown {
    private CatalogMarkdown() {}

    public static String render() {
        var page = new StringBuilder("""
                # Metrics

                Generated from the catalogue in the module `telemetry`; do not edit.

                Every series also carries the labels """);
        page.append(java.util.Arrays.stream(ResourceLabel.values())
                .map(label -> "`" + label.label() + "`")
                .collect(Collectors.joining(", ")));
        page.append(
                ".\n\n| metric | in Prometheus | instrument, unit | attributes | emitted by | meaning |\n|---|---|---|---|---|---|\n");
        for (var metric : Catalog.all()) {
            page.append("| %s | %s | %s |%n"
                    .formatted(columns(metric), metric.source().title(), metric.description()));
        }
        page.append("\n## Attributes\n\n| attribute | label | values |\n|---|---|---|\n");
        for (var attribute : Attribute.values()) {
            page.append(
                    "| `%s` | `%s` | %s |%n".formatted(attribute.key(), attribute.label(), attribute.description()));
        }
        page.append("\n## Buckets\n\n| metric | boundaries |\n|---|---|\n");
        Catalog.all().stream()
                .filter(metric -> metric.instrument() == Instrument.HISTOGRAM)
                .forEach(metric -> page.append("| `%s` | %s |%n"
                        .formatted(
                                metric.name(),
                                metric.boundaries().stream()
                                        .map(CatalogMarkdown::plain)
                                        .collect(Collectors.joining(" ")))));
        page.append("""

                ## Names of older conventions

                An agent with `telemetry.semconv: legacy` sends these metrics of version 1.36 of the OpenTelemetry conventions in place of %s, one with `both`
                beside them; see [Older conventions](../concepts/semconv.md).

                | metric | in Prometheus | instrument, unit | attributes |
                |---|---|---|---|
                """.formatted(LegacyCatalog.replaced().stream()
                .map(metric -> "`" + metric.name() + "`")
                .collect(Collectors.joining(", "))));
        LegacyCatalog.all().forEach(metric -> page.append("| %s |%n".formatted(columns(metric))));
        return page.toString();
    }

    /** What both tables of metrics begin with. */
    private static String columns(Metric metric) {
        return "`%s` | `%s` | %s, `%s` | %s"
                .formatted(
                        metric.name(),
                        metric.prometheusName(),
                        metric.instrument().title(),
                        metric.unit(),
                        metric.attributes().stream()
                                .map(attribute -> "`" + attribute.key() + "`")
                                .collect(Collectors.joining(", ")));
    }

    private static String plain(Double number) {
        return java.math.BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}
