package dev.vivarium.agent.runtime.tools;

import dev.langchain4j.agent.tool.ToolSpecification;
import java.util.Optional;

/** Something that the model can call. */
public interface Tool {
    /** What the model is told; the name is unique among the tools of a turn. */
    ToolSpecification specification();

    ToolType type();

    /** What it is called in telemetry: its name before anything was changed in it for the model's sake. */
    default String name() {
        return specification().name();
    }

    /** What is wrong with arguments, as a sentence for the model; empty when the tool can be called with them. */
    default Optional<String> problem(String arguments) {
        return Optional.empty();
    }

    /**
     * Runs the tool, with arguments that have no {@link #problem}, in the current trace context on the calling thread, which should be a virtual one. Never throws: a failure is a result with an error, also
     * when the calling thread is interrupted.
     */
    ToolResult call(ToolInvocation invocation);
}
