package dev.vivarium.operator.status;

import dev.vivarium.api.v1alpha1.ConditionStatus;
import java.util.Objects;

/**
 * What a condition says now, before it is known since when.
 *
 * @param type one of {@link ConditionTypes}
 * @param reason a constant whose meaning is written beside it
 * @param message a sentence for people; empty when there is nothing to add to the reason
 */
public record ConditionDraft(String type, ConditionStatus status, String reason, String message) {
    /** The API's limit for messages, in characters. */
    private static final int MAX_MESSAGE = 32_768;

    public ConditionDraft {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(reason, "reason");
        message = message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE - 1) + "…";
    }

    public static ConditionDraft isTrue(String type, String reason, String message) {
        return new ConditionDraft(type, ConditionStatus.TRUE, reason, message);
    }

    public static ConditionDraft isFalse(String type, String reason, String message) {
        return new ConditionDraft(type, ConditionStatus.FALSE, reason, message);
    }

    public static ConditionDraft isUnknown(String type, String reason, String message) {
        return new ConditionDraft(type, ConditionStatus.UNKNOWN, reason, message);
    }
}
