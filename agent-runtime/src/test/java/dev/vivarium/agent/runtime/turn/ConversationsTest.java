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
    void forgetsWholeTurnsTheOldestFirstAndMoreThanNeeded() {
        var conversation = new Conversation(Bounds.memory(1, 10, 1_000));
        conversation.add(turn("one"));
        conversation.add(turn("two", "tool"));
        conversation.add(turn("three"));
        assertThat(texts(conversation.messages()))
                .containsExactly(
                        "one",
                        "answer to one",
                        "two",
                        "",
                        "result of tool",
                        "answer to two",
                        "three",
                        "answer to three");
        assertThat(conversation.forgotten()).isEmpty();
        conversation.add(turn("four"));
        assertThat(texts(conversation.messages()))
                .containsExactly("three", "answer to three", "four", "answer to four");
        assertThat(texts(conversation.forgotten()))
                .containsExactly("one", "answer to one", "two", "", "result of tool", "answer to two");
    }

    @Test
    void whatIsForgottenLeavesItsSummary() {
        var conversation = new Conversation(Bounds.memory(1, 6, 1_000));
        for (var question : List.of("one", "two", "three")) {
            conversation.add(turn(question));
        }
        conversation.summarised("one and two");
        assertThat(conversation.forgotten()).isEmpty();
        assertThat(texts(conversation.messages()))
                .containsExactly(
                        "Summary of what was said before:\none and two",
                        "I go on from there.",
                        "three",
                        "answer to three");
        conversation.add(turn("four"));
        conversation.add(turn("five"));
        conversation.drop();
        assertThat(conversation.forgotten()).isEmpty();
        assertThat(conversation.summary()).isEqualTo("one and two");
    }

    @Test
    void isBoundedInTokens() {
        var conversation = new Conversation(Bounds.memory(1, 1_000, 100));
        for (var i = 0; i < 50; i++) {
            conversation.add(turn("x".repeat(i * 17)));
            conversation.summarised("s".repeat(i * 17));
            assertThat(ContextSize.tokens(ContextSize.characters(conversation.messages(), List.of())))
                    .isLessThanOrEqualTo(100);
        }
    }

    @Test
    void whatWaitsForItsSummaryIsBoundedToo() {
        var conversation = new Conversation(Bounds.memory(1, 1_000, 100));
        for (var i = 0; i < 50; i++) {
            conversation.add(turn("x".repeat(100)));
            assertThat(ContextSize.tokens(ContextSize.characters(conversation.forgotten(), List.of())))
                    .isLessThanOrEqualTo(100);
        }
        assertThat(conversation.forgotten()).isNotEmpty();
    }

    @Test
    void cutsBetweenCharacters() {
        var conversation = new Conversation(Bounds.memory(1, 1_000, 100));
        conversation.summarised("x" + "\ud83d\ude00".repeat(100));
        assertThat(conversation.summary()).endsWith("\ud83d\ude00").hasSize(35);
    }

    @Test
    void keepsQuestionAndAnswerOfATurnThatIsTooLarge() {
        var conversation = new Conversation(Bounds.memory(1, 4, 1_000));
        conversation.add(turn("large", "a", "b", "c"));
        assertThat(texts(conversation.messages())).containsExactly("large", "answer to large");
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

    private static List<String> texts(List<ChatMessage> messages) {
        return messages.stream().map(ContextSize::text).toList();
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
