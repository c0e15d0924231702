package dev.vivarium.agent.runtime.delegation;

/** The end of a delegated task. */
public sealed interface SubAgentAnswer {
    record Output(String text) implements SubAgentAnswer {}

    /**
     * @param errorType class of the error from a closed set, for the metric attribute {@code error.type}: a value of {@link
     *     dev.vivarium.agent.contract.TurnErrorType}, or {@link #UNREACHABLE} when the task could not be handed over
     * @param message a sentence for the model and for people
     */
    record Failure(String errorType, String message) implements SubAgentAnswer {
        public static final String UNREACHABLE = "unreachable";
    }
}
