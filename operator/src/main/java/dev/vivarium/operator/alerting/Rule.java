package dev.vivarium.operator.alerting;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.SortedMap;

/** One rule of a Prometheus rule file, in the shape that Prometheus reads. */
sealed interface Rule {
    /** The PromQL expression that Prometheus evaluates. */
    String expr();

    /** Stores what the expression gives under another name. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    @JsonPropertyOrder({"record", "expr", "labels"})
    record Recording(String record, String expr, SortedMap<String, String> labels) implements Rule {}

    /**
     * Fires for each series that the expression gives.
     *
     * @param holdFor how long it must give the series, as a Prometheus duration
     * @param labels templates; an empty one removes a label that the series has
     */
    @JsonPropertyOrder({"alert", "expr", "for", "labels", "annotations"})
    record Alerting(
            String alert,
            String expr,
            @JsonProperty("for") String holdFor,
            SortedMap<String, String> labels,
            SortedMap<String, String> annotations)
            implements Rule {}
}
