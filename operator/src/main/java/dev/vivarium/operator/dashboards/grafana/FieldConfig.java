package dev.vivarium.operator.dashboards.grafana;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/** How the values of a panel are shown. */
public record FieldConfig(Defaults defaults, List<Override> overrides) {
    public FieldConfig {
        overrides = List.copyOf(overrides);
    }

    /**
     * For every value.
     *
     * @param noValue what stands where there is nothing
     * @param min least value of the axis, null for what the data gives
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Defaults(
            Unit unit,
            Integer decimals,
            Double min,
            Double max,
            String noValue,
            Color color,
            Thresholds thresholds,
            FieldStyle custom,
            List<Link> links) {}

    /** Where the colour of a value comes from: {@code thresholds}, {@code palette-classic} or {@code fixed}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Color(String mode, String fixedColor) {
        public static final Color BY_THRESHOLD = new Color("thresholds", null);
        public static final Color BY_SERIES = new Color("palette-classic", null);
    }

    /** For the values that the matcher picks. */
    public record Override(Matcher matcher, List<Property> properties) {
        public Override {
            properties = List.copyOf(properties);
        }

        /** For the column, or the series, of that name. */
        public static Override named(String name, Property... properties) {
            return new Override(new Matcher("byName", name), List.of(properties));
        }

        /** For all that comes from one query. */
        public static Override ofQuery(String refId, Property... properties) {
            return new Override(new Matcher("byFrameRefID", refId), List.of(properties));
        }
    }

    public record Matcher(String id, String options) {}

    /** One setting, such as {@code unit}, and its value as Grafana writes it. */
    public record Property(String id, Object value) {
        public static Property unit(Unit unit) {
            return new Property("unit", unit);
        }

        /** Of a column of a table, in pixels. */
        public static Property width(int pixels) {
            return new Property("custom.width", pixels);
        }

        public static Property links(Link... links) {
            return new Property("links", List.of(links));
        }
    }
}
