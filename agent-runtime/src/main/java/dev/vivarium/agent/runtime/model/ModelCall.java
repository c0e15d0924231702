package dev.vivarium.agent.runtime.model;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import java.time.Duration;
import java.util.List;

/**
 * One call of a model.
 *
 * @param messages the whole context: instructions, what was said before, the new message, and the tool calls and results so far
 * @param tools tools that the model may call
 * @param timeout longest time until the whole answer is there; positive
 */
public record ModelCall(List<ChatMessage> messages, List<ToolSpecification> tools, Duration timeout) {
    public ModelCall {
        messages = List.copyOf(messages);
        tools = List.copyOf(tools);
    }

    /** The same call with less time, if it has more. */
    ModelCall within(Duration longest) {
        return longest.compareTo(timeout) < 0 ? new ModelCall(messages, tools, longest) : this;
    }
}
