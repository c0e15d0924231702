package dev.vivarium.operator.dashboards.grafana;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** What is done with the answers of a table's queries before they are shown. */
public record Transformation(String id, Object options) {
    /** One row for all queries that agree in their labels. */
    public static Transformation merge() {
        return new Transformation("merge", Map.of());
    }

    /**
     * Names and order of the columns.
     *
     * @param columns name of a column as it comes from the query, and as it is to be shown, in the order to be shown
     * @param hidden columns that are not shown
     */
    public static Transformation organize(SequencedMap<String, String> columns, List<String> hidden) {
        var order = new TreeMap<String, Integer>();
        columns.keySet().forEach(column -> order.put(column, order.size()));
        var excluded = new TreeMap<String, Boolean>();
        hidden.forEach(column -> excluded.put(column, true));
        return new Transformation("organize", new Organize(excluded, order, new TreeMap<>(columns)));
    }

    public record Organize(
            Map<String, Boolean> excludeByName, Map<String, Integer> indexByName, Map<String, String> renameByName) {}
}
