package dev.vivarium.agent.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.vivarium.agent.runtime.model.ContextSize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatTurnTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'role':'assistant'}",
                "{'role':'assistant','content':null}",
                "{'role':'assistant','content':''}",
                "{'role':'assistant','content':' '}",
                "{'role':'assistant','content':[]}",
                "{'role':'assistant','content':[{'type':'text','text':''}]}",
                "{'role':'assistant','content':null,'refusal':'I cannot help with that.'}",
                "{'role':'assistant','content':null,'tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}}]}"
            })
    void anAnswerWithoutATextIsLeftOutOfTheHistory(String answer) throws Exception {
        var turn = read("{'role':'user','content':'one'}," + answer + ",{'role':'user','content':'two'}");
        assertThat(turn.history()).extracting(ContextSize::text).containsExactly("one");
        assertThat(turn.input()).isEqualTo("two");
    }

    @Test
    void anAnswerWithATextIsHistoryWhateverIsBesideIt() throws Exception {
        var turn = read(
                "{'role':'user','content':'one'},{'role':'assistant','content':'let me see','tool_calls':[]},"
                        + "{'role':'assistant','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]},{'role':'user','content':'two'}");
        assertThat(turn.history()).extracting(ContextSize::text).containsExactly("one", "let me see", "a\nb");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'role':'user','content':'one'},{'role':'assistant','content':''}",
                "{'role':'assistant','content':''}",
                "{'role':'user','content':''},{'role':'user','content':'two'}",
                "{'role':'assistant','content':[{'type':'image_url'}]},{'role':'user','content':'two'}",
                "{'role':'user','content':null}"
            })
    void whatIsNoTurnStillIsRefused(String messages) {
        assertThatExceptionOfType(ChatTurn.BadRequestException.class)
                .isThrownBy(() -> read(messages))
                .satisfies(e -> assertThat(e.parameter()).startsWith("messages"));
    }

    private static ChatTurn read(String messages) throws ChatTurn.BadRequestException {
        return ChatTurn.read(
                "{'model':'rockbot','messages':[%s]}".formatted(messages).replace('\'', '"'));
    }
}
