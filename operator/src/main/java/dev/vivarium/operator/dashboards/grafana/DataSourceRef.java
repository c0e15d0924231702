package dev.vivarium.operator.dashboards.grafana;

/** A reference to a data source. */
public record DataSourceRef(String type, String uid) {
    /** The Prometheus that the reader chose in the variable {@code datasource}. */
    public static final DataSourceRef CHOSEN = new DataSourceRef("prometheus", "${datasource}");
}
