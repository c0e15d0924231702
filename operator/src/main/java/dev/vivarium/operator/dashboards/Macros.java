package dev.vivarium.operator.dashboards;

import dev.vivarium.agent.contract.GoDuration;
import dev.vivarium.operator.links.DashboardLinks;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Does to a query what Grafana does before it sends it: puts values in the place of variables. */
record Macros(Map<String, String> values) {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Za-z_][A-Za-z0-9_]*)}?");

    Macros {
        values = Map.copyOf(values);
    }

    /** All agents and all models, over a time that ends now. */
    static Macros everything(Duration range) {
        var text = GoDuration.format(range);
        return new Macros(Map.of(
                "__rate_interval",
                text,
                "__range",
                text,
                "__range_s",
                String.valueOf(range.toSeconds()),
                DashboardLinks.NAMESPACE_VARIABLE,
                ".*",
                DashboardLinks.KIND_VARIABLE,
                ".*",
                DashboardLinks.AGENT_VARIABLE,
                ".*",
                DashboardLinks.MODEL_VARIABLE,
                ".*"));
    }

    /**
     * The expression without variables; {@code $1} and the like belong to PromQL and stay.
     *
     * @throws IllegalArgumentException when a variable is unknown
     */
    String expand(String expression) {
        return VARIABLE.matcher(expression).replaceAll(found -> {
            var value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalArgumentException("unknown variable " + found.group() + " in: " + expression);
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
