package dev.vivarium.operator.dashboards.grafana;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.SequencedMap;

/** Describes one panel; {@link Layout} gives it its place. */
public final class PanelBuilder {
    private static final String NO_DATA = "–";
    private static final int LETTERS = 26;
    private static final Double LEAST_AXIS_OF_RATIOS = 0.1;

    private final Kind kind;
    private final String title;
    private final String description;
    private final Unit unit;
    private final List<Target> targets = new ArrayList<>();
    private final List<FieldConfig.Override> overrides = new ArrayList<>();
    private final List<Link> valueLinks = new ArrayList<>();
    private final SequencedMap<String, String> columns = new LinkedHashMap<>();
    private Thresholds thresholds = Thresholds.none();
    private boolean thresholdLine;
    private boolean stacked;
    private boolean withCourse;
    private String axisLabel = "";
    private Double max;
    private Integer decimals;
    private String sortBy;
    private Integer id;

    private enum Kind {
        TIME_SERIES("timeseries"),
        STAT("stat"),
        BAR_GAUGE("bargauge"),
        TABLE("table"),
        HEATMAP("heatmap");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    private PanelBuilder(Kind kind, String title, String description, Unit unit) {
        this.kind = kind;
        this.title = Objects.requireNonNull(title, "title");
        this.description = Objects.requireNonNull(description, "description");
        this.unit = Objects.requireNonNull(unit, "unit");
    }

    /** Values over time. */
    public static PanelBuilder timeSeries(String title, Unit unit, String description) {
        return new PanelBuilder(Kind.TIME_SERIES, title, description, unit);
    }

    /** One number, or a few. */
    public static PanelBuilder stat(String title, Unit unit, String description) {
        return new PanelBuilder(Kind.STAT, title, description, unit);
    }

    /** A bar for each series. */
    public static PanelBuilder barGauge(String title, Unit unit, String description) {
        return new PanelBuilder(Kind.BAR_GAUGE, title, description, unit);
    }

    /** Rows and columns. */
    public static PanelBuilder table(String title, Unit unit, String description) {
        return new PanelBuilder(Kind.TABLE, title, description, unit);
    }

    /** Buckets of a histogram over time. */
    public static PanelBuilder heatmap(String title, Unit unit, String description) {
        return new PanelBuilder(Kind.HEATMAP, title, description, unit);
    }

    /** A query; its legend may name labels in double braces. */
    public PanelBuilder query(String expr, String legend) {
        var refId = nextRefId();
        targets.add(
                switch (kind) {
                    case TIME_SERIES -> Target.series(refId, expr, legend);
                    case STAT, BAR_GAUGE ->
                        withCourse ? Target.series(refId, expr, legend) : Target.value(refId, expr, legend);
                    case TABLE -> throw new IllegalStateException("a table has columns: " + title);
                    case HEATMAP -> Target.buckets(refId, expr);
                });
        return this;
    }

    /** A label that is a column of the table. */
    public PanelBuilder labelColumn(String label, String name) {
        columns.put(label, name);
        return this;
    }

    /** A query that is a column of the table. */
    public PanelBuilder valueColumn(String name, Unit unit, String expr, FieldConfig.Property... more) {
        var refId = nextRefId();
        targets.add(Target.rows(refId, expr));
        columns.put("Value #" + refId, name);
        var properties = new ArrayList<FieldConfig.Property>();
        properties.add(FieldConfig.Property.unit(unit));
        if (unit == Unit.WHOLE) {
            properties.add(new FieldConfig.Property("decimals", 0));
        }
        properties.addAll(List.of(more));
        overrides.add(FieldConfig.Override.named(name, properties.toArray(FieldConfig.Property[]::new)));
        return this;
    }

    /** Sorts the table by a column, the largest first. */
    public PanelBuilder sortedBy(String column) {
        sortBy = column;
        return this;
    }

    /** The last query is a limit: a dashed red line, not stacked or filled. */
    public PanelBuilder lastIsLimit() {
        overrides.add(FieldConfig.Override.ofQuery(
                targets.getLast().refId(),
                new FieldConfig.Property("color", new FieldConfig.Color("fixed", "red")),
                new FieldConfig.Property("custom.lineStyle", new LineStyle("dash", List.of(10, 10))),
                new FieldConfig.Property("custom.fillOpacity", 0),
                new FieldConfig.Property("custom.showPoints", "never")));
        return this;
    }

    private record LineStyle(String fill, List<Integer> dash) {}

    public PanelBuilder stacked() {
        stacked = true;
        return this;
    }

    /** Shows the course behind the number; to be said before the query. */
    public PanelBuilder withCourse() {
        withCourse = true;
        return this;
    }

    public PanelBuilder thresholds(Thresholds limits) {
        thresholds = limits;
        return this;
    }

    /** Too much from the limit on, if there is one; in a time series a dashed line. */
    public PanelBuilder limit(OptionalDouble limit) {
        limit.ifPresent(value -> {
            thresholds = Thresholds.bad(value);
            thresholdLine = true;
        });
        return this;
    }

    public PanelBuilder axis(String label) {
        axisLabel = label;
        return this;
    }

    public PanelBuilder max(double value) {
        max = value;
        return this;
    }

    /** How many decimals are shown; as many as the value needs when this is not said. */
    public PanelBuilder decimals(int number) {
        decimals = number;
        return this;
    }

    /** A link on every value; its address may name the labels of the series. */
    public PanelBuilder valueLink(Link link) {
        valueLinks.add(link);
        return this;
    }

    public PanelBuilder override(FieldConfig.Override override) {
        overrides.add(override);
        return this;
    }

    /** A number that stays, so that links find the panel. */
    public PanelBuilder id(int number) {
        id = number;
        return this;
    }

    /** The number that was given, null when none was. */
    public Integer id() {
        return id;
    }

    Panel build(int number, GridPos place) {
        var color = kind == Kind.TIME_SERIES ? FieldConfig.Color.BY_SERIES : FieldConfig.Color.BY_THRESHOLD;
        FieldStyle style = switch (kind) {
            case TIME_SERIES -> FieldStyle.Lines.of(axisLabel, axisSoftMax(), stacked, thresholdLine);
            case TABLE -> FieldStyle.Cells.plain();
            case STAT, BAR_GAUGE, HEATMAP -> null;
        };
        var defaults = new FieldConfig.Defaults(
                unit,
                decimals == null && unit == Unit.WHOLE ? Integer.valueOf(0) : decimals,
                kind == Kind.BAR_GAUGE ? Double.valueOf(0) : null,
                max,
                NO_DATA,
                color,
                thresholds,
                style,
                valueLinks.isEmpty() ? null : List.copyOf(valueLinks));
        return new Panel(
                number,
                kind.type,
                title,
                description,
                place,
                DataSourceRef.CHOSEN,
                List.copyOf(targets),
                new FieldConfig(defaults, overrides),
                options(),
                kind == Kind.TABLE
                        ? List.of(Transformation.merge(), Transformation.organize(columns, List.of("Time")))
                        : List.of(),
                null,
                null);
    }

    /** Where nothing but zeros is drawn, Grafana's axis goes to 100, which is 10,000 percent. */
    private Double axisSoftMax() {
        return unit == Unit.RATIO && max == null ? LEAST_AXIS_OF_RATIOS : null;
    }

    private Options options() {
        return switch (kind) {
            case TIME_SERIES -> Options.TimeSeries.of();
            case STAT -> Options.Stat.of(withCourse);
            case BAR_GAUGE -> Options.BarGauge.of();
            case TABLE -> Options.Table.sortedBy(Objects.requireNonNull(sortBy, "sortBy of " + title));
            case HEATMAP -> Options.Heatmap.of(unit);
        };
    }

    private String nextRefId() {
        if (targets.size() == LETTERS) {
            throw new IllegalStateException("too many queries: " + title);
        }
        return String.valueOf((char) ('A' + targets.size()));
    }
}
