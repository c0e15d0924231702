package dev.vivarium.agent.runtime.model.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.ModelCall;
import dev.vivarium.agent.runtime.model.ModelErrorType;
import dev.vivarium.agent.runtime.model.ModelException;
import dev.vivarium.agent.runtime.model.ModelReply;
import dev.vivarium.agent.runtime.model.StreamListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedModelTest {
    private static final List<ToolSpecification> TOOLS = List.of(
            tool("add_note", "title", "text"),
            tool("list_notes"),
            tool("calculate", "expression"),
            tool("current_time", "zone"),
            tool("delegate_to_research", "task"));

    private final ServedLedger ledger = new ServedLedger();
    private final SimulatedModel model = new SimulatedModel("sim-large", 0, ledger);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What is 3 * (4 + 5)? | calculate | {\"expression\":\"3 * (4 + 5)\"}",
                "What's the time? | current_time | {\"zone\":\"UTC\"}",
                "Please remember the milk | add_note | {\"title\":\"Please remember the milk\",\"text\":\"Please remember the milk\"}",
                "List my notes | list_notes | {}",
                "Research llamas | delegate_to_research | {\"task\":\"Research llamas\"}",
            })
    void callsTheToolThatTheMessageAsksFor(String message, String tool, String arguments) throws ModelException {
        var reply = call(List.of(UserMessage.from(message)));
        assertThat(reply.message().toolExecutionRequests()).singleElement().satisfies(request -> {
            assertThat(request.name()).isEqualTo(tool);
            assertThat(request.arguments()).isEqualTo(arguments);
        });
        assertThat(reply.finishReason()).isEqualTo(FinishReason.TOOL_CALL);
    }

    @Test
    void callsSeveralToolsAtOnce() throws ModelException {
        var reply = call(List.of(UserMessage.from("Investigate llamas, note it with the date, and compute 2+2")));
        assertThat(reply.message().toolExecutionRequests())
                .extracting(request -> request.name())
                .containsExactly("calculate", "add_note", "current_time", "delegate_to_research");
        assertThat(reply.message().toolExecutionRequests())
                .extracting(request -> request.id())
                .doesNotHaveDuplicates();
    }

    @Test
    void answersWithTheResultsOnceTheyAreThere() throws ModelException {
        var question = UserMessage.from("What is 2+2?");
        var request = call(List.of(question)).message();
        var reply = call(List.of(
                question,
                request,
                ToolExecutionResultMessage.from(request.toolExecutionRequests().getFirst(), "4")));
        assertThat(reply.message().hasToolExecutionRequests()).isFalse();
        assertThat(reply.message().text()).startsWith("calculate: 4");
        assertThat(reply.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void sameContextSameAnswer() throws ModelException {
        var context = List.<ChatMessage>of(SystemMessage.from("Be brief."), UserMessage.from("Hello"));
        assertThat(call(context)).isEqualTo(call(context));
        assertThat(call(context).responseId())
                .isNotEqualTo(call(List.of(UserMessage.from("Hullo"))).responseId());
    }

    @Test
    void countsTheContextAndReadsFromTheCacheWhatTheCallBeforeHad() throws ModelException {
        var first = List.<ChatMessage>of(SystemMessage.from("x".repeat(400)), UserMessage.from("y".repeat(40)));
        var one = model.call(new ModelCall(first, List.of(), Duration.ofMinutes(1)), StreamListener.NONE);
        assertThat(one.tokens().input()).isEqualTo(110);
        assertThat(one.tokens().cacheRead()).isZero();

        var second = new ArrayList<>(first);
        second.add(AiMessage.from("z".repeat(80)));
        second.add(UserMessage.from("y".repeat(40)));
        var two = model.call(new ModelCall(second, List.of(), Duration.ofMinutes(1)), StreamListener.NONE);
        assertThat(two.tokens().input()).isEqualTo(140);
        assertThat(two.tokens().cacheRead()).isEqualTo(110);
        assertThat(two.tokens().cacheWrite()).isZero();
    }

    @Test
    void someAnswersHaveReasoning() throws ModelException {
        var reasoning = new ArrayList<Boolean>();
        for (var i = 0; i < 60; i++) {
            reasoning.add(
                    call(List.of(UserMessage.from("question " + i))).tokens().reasoning() > 0);
        }
        assertThat(reasoning).contains(true, false);
    }

    @Test
    void streamsTheTextInOrder() throws ModelException {
        var pieces = new ArrayList<String>();
        var firsts = new ArrayList<Integer>();
        var reply = model.call(
                new ModelCall(List.of(UserMessage.from("Hello")), List.of(), Duration.ofMinutes(1)),
                new StreamListener() {
                    @Override
                    public void onFirstChunk() {
                        firsts.add(pieces.size());
                    }

                    @Override
                    public void onText(String piece) {
                        pieces.add(piece);
                    }
                });
        assertThat(String.join("", pieces)).isEqualTo(reply.message().text());
        assertThat(pieces).hasSizeGreaterThan(3);
        assertThat(firsts).containsExactly(0);
    }

    @Test
    void theLedgerHasWhatWasServedAndNothingElse() throws ModelException {
        var one = call(List.of(UserMessage.from("Hello"))).tokens();
        var two = call(List.of(UserMessage.from("Good bye"))).tokens();
        var both = one.plus(two);
        assertThat(ledger.lines())
                .containsExactly(new ServedLedger.Line(
                        "sim-large",
                        2,
                        both.input(),
                        both.output(),
                        both.cacheRead(),
                        both.cacheWrite(),
                        both.reasoning()));
    }

    @Test
    void aCallThatTakesTooLongIsNotServed() {
        var slow = new SimulatedModel("sim-large", 1, ledger);
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> slow.call(
                        new ModelCall(List.of(UserMessage.from("Hello")), List.of(), Duration.ofMillis(20)),
                        StreamListener.NONE))
                .satisfies(e -> assertThat(e.type()).isEqualTo(ModelErrorType.TIMEOUT));
        assertThat(ledger.lines()).isEmpty();
    }

    @Test
    void anInterruptedCallIsNotServed() {
        var slow = new SimulatedModel("sim-large", 1, ledger);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(ModelException.class)
                .isThrownBy(() -> slow.call(
                        new ModelCall(List.of(UserMessage.from("Hello")), List.of(), Duration.ofMinutes(1)),
                        StreamListener.NONE))
                .satisfies(e -> assertThat(e.type()).isEqualTo(ModelErrorType.CANCELLED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ledger.lines()).isEmpty();
    }

    private ModelReply call(List<ChatMessage> messages) throws ModelException {
        return model.call(new ModelCall(messages, TOOLS, Duration.ofMinutes(1)), StreamListener.NONE);
    }

    private static ToolSpecification tool(String name, String... properties) {
        var schema = JsonObjectSchema.builder();
        for (var property : properties) {
            schema.addStringProperty(property);
        }
        return ToolSpecification.builder()
                .name(name)
                .description("Does " + name)
                .parameters(schema.build())
                .build();
    }
}
