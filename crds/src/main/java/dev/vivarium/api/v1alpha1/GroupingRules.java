package dev.vivarium.api.v1alpha1;

/** CEL rules of whatever groups notifications. */
final class GroupingRules {
    static final String INTERVALS =
            "(!has(self.groupInterval) || duration(self.groupInterval) >= duration('1s')) && (!has(self.repeatInterval) || duration(self.repeatInterval) >= duration('1s'))";
    static final String INTERVALS_MESSAGE = "groupInterval and repeatInterval must be at least 1s";

    static final String LABELS = "!has(self.groupBy) || !('...' in self.groupBy) || self.groupBy.size() == 1";
    static final String LABELS_MESSAGE = "groupBy '...' stands for every label: name no other with it";

    private GroupingRules() {}
}
