package dev.vivarium.operator.ondemand;

/** What is known of the queue of a SubAgent. */
public sealed interface QueueState {
    /** The broker has not answered yet. */
    record NotAsked() implements QueueState {}

    /** @param ready messages that no pod has taken yet */
    record Depth(int ready) implements QueueState {}

    /** @param reason a sentence for people, without credentials */
    record Unreachable(String reason) implements QueueState {}
}
