package dev.vivarium.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;

/** What came of the test notification that was asked for last. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TestNotificationStatus(
        @Required @JsonPropertyDescription("Value of the annotation vivarium.dev/test-notification that asked for it.")
        String request,

        @Required @JsonPropertyDescription("When it was sent, as an RFC 3339 time in UTC.")
        String time,

        @JsonPropertyDescription("What came of it, for each contact point.") @Size(max = 32)
        List<Result> results) {
    public TestNotificationStatus {
        results = results == null ? List.of() : List.copyOf(results);
    }

    /** What came of it at one contact point. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            @Required @JsonPropertyDescription("Name of the contact point.")
            String contactPoint,

            @Required
            @JsonPropertyDescription(
                    "Delivered: the contact point took it. Failed: it did not. Sent: the Alertmanager took it, and does not tell what came of it. NotSent: the Alertmanager did not take it, or did not try to deliver it.")
            Outcome outcome,

            @Required @JsonPropertyDescription("A sentence for people; may be empty.")
            String message) {}

    /** How a test notification can end. */
    public enum Outcome {
        @JsonProperty("Delivered")
        DELIVERED,
        @JsonProperty("Failed")
        FAILED,
        @JsonProperty("Sent")
        SENT,
        @JsonProperty("NotSent")
        NOT_SENT
    }
}
