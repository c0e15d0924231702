package dev.vivarium.operator.dashboards.promql;

import java.util.ArrayList;
import java.util.List;

/** Matchers of labels, as they stand between the braces of a series. */
public record Selector(List<String> matchers) {
    public static final Selector ANY = new Selector(List.of());

    public Selector {
        matchers = List.copyOf(matchers);
    }

    /** With a regular expression, or a variable of Grafana that becomes one. */
    public Selector matching(String label, String regex) {
        return with(label, "=~", regex);
    }

    public Selector equalTo(String label, String value) {
        return with(label, "=", value);
    }

    /** Also takes series without the label, unless the value is empty. */
    public Selector notEqualTo(String label, String value) {
        return with(label, "!=", value);
    }

    private Selector with(String label, String operator, String value) {
        var all = new ArrayList<>(matchers);
        all.add(label + operator + '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        return new Selector(all);
    }

    /** The series with these matchers. */
    public String of(String series) {
        return matchers.isEmpty() ? series : series + "{" + String.join(", ", matchers) + "}";
    }
}
