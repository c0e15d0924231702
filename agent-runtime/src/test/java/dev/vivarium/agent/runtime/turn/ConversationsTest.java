package dev.vivarium.agent.runtime.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.vivarium.agent.runtime.model.ContextSize;
import dev.vivarium.agent.runtime.testing.Bounds;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationsTest {
    @Test
    void forgetsWholeTurnsTheOldestFirst() {
        var conversation = new Conversation(Bounds.memory(1, 6, 1_000));
        conversation.add(turn("one"));
        conversation.add(turn("two", "tool"));
        conversation.add(turn("three"));
        assertThat(conversation.messages())
                .extracting(ContextSize::text)
                .containsExactly("two", "", "result of tool", "answer to two", "three", "answer to three");
        conversation.add(turn("four"));
        assertThat(conversation.messages())
                .extracting(ContextSize::text)
                .containsExactly("three", "answer to three", "four", "answer to four");
    }

    @Test
    void isBoundedInTokens() {
        var conversation = new Conversation(Bounds.memory(1, 1_000, 100));
        for (var i = 0; i < 50; i++) {
            conversation.add(turn("x".repeat(i * 17)));
            assertThat(ContextSize.tokens(ContextSize.characters(conversation.messages(), List.of())))
                    .isLessThanOrEqualTo(100);
        }
    }

    @Test
    void keepsQuestionAndAnswerOfATurnThatIsTooLarge() {
        var conversation = new Conversation(Bounds.memory(1, 4, 1_000));
        conversation.add(turn("large", "a", "b", "c"));
        assertThat(conversation.messages()).extracting(ContextSize::text).containsExactly("large", "answer to large");
    }

    @Test
    void forgetsTheConversationThatWasUsedLeastRecently() {
        var conversations = new Conversations(Bounds.memory(2, 10, 1_000));
        use(conversations, "a");
        use(conversations, "b");
        use(conversations, "a");
        use(conversations, "c");
        assertThat(conversations.size()).isEqualTo(2);
        assertThat(conversations.open("a").messages()).isNotEmpty();
        assertThat(conversations.open("b").messages()).isEmpty();
    }

    @Test
    void doesNotForgetAConversationInUse() {
        var conversations = new Conversations(Bounds.memory(1, 10, 1_000));
        var inUse = conversations.open("a");
        inUse.add(turn("one"));
        use(conversations, "b");
        assertThat(conversations.open("a")).isSameAs(inUse);
        conversations.close("a");
        conversations.close("a");
        use(conversations, "c");
        assertThat(conversations.size()).isEqualTo(1);
    }

    private static void use(Conversations conversations, String id) {
        conversations.open(id).add(turn(id));
        conversations.close(id);
    }

    private static List<ChatMessage> turn(String question, String... tools) {
        var messages = new ArrayList<ChatMessage>();
        messages.add(UserMessage.from(question));
        for (var tool : tools) {
            var call = ToolExecutionRequest.builder().id(tool).name(tool).build();
            messages.add(AiMessage.from(call));
            messages.add(ToolExecutionResultMessage.from(call, "result of " + tool));
        }
        messages.add(AiMessage.from("answer to " + question));
        return messages;
    }
}
