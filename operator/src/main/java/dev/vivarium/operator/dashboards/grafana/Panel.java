package dev.vivarium.operator.dashboards.grafana;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A panel with its place.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Panel(
        int id,
        String type,
        String title,
        String description,
        GridPos gridPos,
        DataSourceRef datasource,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Target> targets,
        FieldConfig fieldConfig,
        Options options,
        List<Transformation> transformations,
        Boolean collapsed,
        @JsonInclude(JsonInclude.Include.NON_NULL) List<Panel> panels) {

    /** The type of a heading that panels stand below. */
    public static final String ROW = "row";

    @JsonIgnore
    public boolean isRow() {
        return ROW.equals(type);
    }
}
