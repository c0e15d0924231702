package dev.vivarium.agent.runtime.turn;

import dev.langchain4j.data.message.ChatMessage;
import io.opentelemetry.context.Context;
import java.util.List;

/**
 * Where a turn comes from.
 *
 * @param source routing key of the agent that delegated it, or {@link dev.vivarium.agent.contract.MessageHeaders#SOURCE_USER}
 * @param depth steps of delegation between the user's message and this turn; 0 for the user's own
 * @param trace trace context and baggage of the message
 * @param place in which the turn runs; it is left while an earlier turn of the conversation runs
 * @param history what the caller says was said before; null to use what the agent remembers of the conversation
 */
public record TurnContext(String source, int depth, Context trace, TurnPlace place, List<ChatMessage> history) {
    public TurnContext {
        history = history == null ? null : List.copyOf(history);
    }

    public TurnContext(String source, int depth, Context trace) {
        this(source, depth, trace, TurnPlace.UNBOUNDED);
    }

    public TurnContext(String source, int depth, Context trace, TurnPlace place) {
        this(source, depth, trace, place, null);
    }
}
