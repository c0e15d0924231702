package dev.vivarium.agent.runtime.turn;

import dev.langchain4j.data.message.ChatMessage;
import dev.vivarium.agent.runtime.tools.Tool;
import java.util.List;
import java.util.Map;

/**
 * What a turn works with.
 *
 * @param history what was said before in the conversation
 * @param tools by the name that the model calls them
 */
record TurnInput(
        String turnId,
        String input,
        int depth,
        List<ChatMessage> history,
        Map<String, Tool> tools,
        Deadline deadline,
        TurnListener listener) {}
