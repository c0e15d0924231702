package dev.vivarium.agent.runtime.tools;

import dev.langchain4j.agent.tool.ToolSpecification;

/** Something that the model can call. */
public interface Tool {
    /** What the model is told; the name is unique among the tools of a turn. */
    ToolSpecification specification();

    ToolType type();

    /**
     * Runs the tool in the current trace context on the calling thread, which should be a virtual one. Never throws: a failure is a result with an error, also
     * when the calling thread is interrupted.
     */
    ToolResult call(ToolInvocation invocation);
}
