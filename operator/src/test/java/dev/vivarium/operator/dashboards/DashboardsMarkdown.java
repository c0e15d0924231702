package dev.vivarium.operator.dashboards;

import dev.vivarium.operator.dashboards.grafana.Dashboard;
import dev.vivarium.operator.dashboards.grafana.Panel;
import dev.vivarium.operator.links.DashboardKey;
import java.util.stream.Collectors;

/** The dashboards as a page of the reference. */
final class DashboardsMarkdown {
    private DashboardsMarkdown() {}

    static String render(DashboardInput input) {
        var page = new StringBuilder("""
                # Dashboards

                Generated from the package `dev.vivarium.operator.dashboards`; do not edit.

                Every stack has these dashboards of its own, with the limits of its `alertDefaults` as thresholds; those in `config/grafana/dashboards` are the
                ones of a stack that sets none. Metrics are described in [metrics.md](metrics.md). `$__rate_interval` and `$__range` are put in by Grafana: a
                window that fits the zoom, and the whole time range; `$namespace`, `$kind`, `$agent` and `$model` are what the reader chose.
                """);
        Dashboards.all(input).forEach((key, dashboard) -> append(page, key, dashboard));
        return page.toString();
    }

    private static void append(StringBuilder page, DashboardKey key, Dashboard dashboard) {
        page.append("\n## ").append(key.title()).append("\n\n").append(dashboard.description());
        page.append(" File `").append(key.fileName()).append("`.\n");
        for (var panel : dashboard.panels()) {
            if (panel.isRow()) {
                page.append("\n### ")
                        .append(panel.title())
                        .append("\n\n| panel | what it tells | unit | queries |\n|---|---|---|---|\n");
            } else {
                append(page, panel);
            }
        }
    }

    private static void append(StringBuilder page, Panel panel) {
        var queries = panel.targets().stream()
                .map(target -> "`" + target.expr().replace("|", "\\|") + "`")
                .collect(Collectors.joining("<br>"));
        page.append("| %s | %s | %s | %s |\n"
                .formatted(
                        panel.title(),
                        panel.description().replace("|", "\\|"),
                        panel.fieldConfig().defaults().unit().id(),
                        queries));
    }
}
