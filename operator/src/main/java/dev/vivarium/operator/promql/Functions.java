package dev.vivarium.operator.promql;

import static dev.vivarium.operator.promql.ValueType.MATRIX;
import static dev.vivarium.operator.promql.ValueType.SCALAR;
import static dev.vivarium.operator.promql.ValueType.STRING;
import static dev.vivarium.operator.promql.ValueType.VECTOR;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The functions and aggregations of PromQL, but for those that Prometheus knows only when experiments are switched on. */
final class Functions {
    private static final Map<String, Signature> ALL = all();

    /** Aggregations, and the type of the parameter that comes first where they have one. */
    private static final Map<String, Optional<ValueType>> AGGREGATIONS = aggregations();

    /** Names that mean something else where an expression begins. */
    private static final Set<String> OPERATORS = Set.of(
            "and",
            "or",
            "unless",
            "atan2",
            "on",
            "ignoring",
            "by",
            "without",
            "bool",
            "offset",
            "group_left",
            "group_right");

    private Functions() {}

    /**
     * What a function takes and gives.
     *
     * @param arguments types of the arguments
     * @param required how many of them must be there
     * @param repeats whether the last may come any number of times
     */
    record Signature(List<ValueType> arguments, int required, boolean repeats, ValueType result) {
        ValueType argument(int index) {
            return arguments.get(Math.min(index, arguments.size() - 1));
        }

        boolean takes(int count) {
            return count >= required && (repeats || count <= arguments.size());
        }
    }

    static Optional<Signature> function(String name) {
        return Optional.ofNullable(ALL.get(name));
    }

    static boolean isAggregation(String name) {
        return AGGREGATIONS.containsKey(name);
    }

    static Optional<ValueType> parameter(String aggregation) {
        return AGGREGATIONS.get(aggregation);
    }

    static boolean isOperator(String word) {
        return OPERATORS.contains(word);
    }

    private static Map<String, Optional<ValueType>> aggregations() {
        var all = new HashMap<String, Optional<ValueType>>();
        for (var name : List.of("sum", "avg", "count", "min", "max", "group", "stddev", "stdvar")) {
            all.put(name, Optional.empty());
        }
        for (var name : List.of("topk", "bottomk", "quantile")) {
            all.put(name, Optional.of(SCALAR));
        }
        all.put("count_values", Optional.of(STRING));
        return Map.copyOf(all);
    }

    private static Map<String, Signature> all() {
        var all = new HashMap<String, Signature>();
        for (var name : List.of(
                "abs",
                "absent",
                "acos",
                "acosh",
                "asin",
                "asinh",
                "atan",
                "atanh",
                "ceil",
                "cos",
                "cosh",
                "deg",
                "exp",
                "floor",
                "histogram_avg",
                "histogram_count",
                "histogram_stddev",
                "histogram_stdvar",
                "histogram_sum",
                "ln",
                "log10",
                "log2",
                "rad",
                "sgn",
                "sin",
                "sinh",
                "sort",
                "sort_desc",
                "sqrt",
                "tan",
                "tanh",
                "timestamp")) {
            all.put(name, fixed(VECTOR, VECTOR));
        }
        for (var name : List.of(
                "absent_over_time",
                "avg_over_time",
                "changes",
                "count_over_time",
                "delta",
                "deriv",
                "idelta",
                "increase",
                "irate",
                "last_over_time",
                "max_over_time",
                "min_over_time",
                "present_over_time",
                "rate",
                "resets",
                "stddev_over_time",
                "stdvar_over_time",
                "sum_over_time")) {
            all.put(name, fixed(VECTOR, MATRIX));
        }
        for (var name : List.of(
                "day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year")) {
            all.put(name, new Signature(List.of(VECTOR), 0, false, VECTOR));
        }
        all.put("clamp", fixed(VECTOR, VECTOR, SCALAR, SCALAR));
        all.put("clamp_max", fixed(VECTOR, VECTOR, SCALAR));
        all.put("clamp_min", fixed(VECTOR, VECTOR, SCALAR));
        all.put("histogram_fraction", fixed(VECTOR, SCALAR, SCALAR, VECTOR));
        all.put("histogram_quantile", fixed(VECTOR, SCALAR, VECTOR));
        all.put("label_join", new Signature(List.of(VECTOR, STRING, STRING, STRING), 3, true, VECTOR));
        all.put("label_replace", fixed(VECTOR, VECTOR, STRING, STRING, STRING, STRING));
        all.put("pi", new Signature(List.of(), 0, false, SCALAR));
        all.put("predict_linear", fixed(VECTOR, MATRIX, SCALAR));
        all.put("quantile_over_time", fixed(VECTOR, SCALAR, MATRIX));
        all.put("round", new Signature(List.of(VECTOR, SCALAR), 1, false, VECTOR));
        all.put("scalar", fixed(SCALAR, VECTOR));
        all.put("time", new Signature(List.of(), 0, false, SCALAR));
        all.put("vector", fixed(VECTOR, SCALAR));
        return Map.copyOf(all);
    }

    private static Signature fixed(ValueType result, ValueType... arguments) {
        return new Signature(List.of(arguments), arguments.length, false, result);
    }
}
