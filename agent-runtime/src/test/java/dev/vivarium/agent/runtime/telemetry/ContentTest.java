package dev.vivarium.agent.runtime.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.testing.Telemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import java.util.AbstractList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContentTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ToolExecutionRequest CALL = ToolExecutionRequest.builder()
            .id("call_a")
            .name("mail")
            .arguments("{\"to\":\"ada@example.org\",\"password\":\"swordfish\"}")
            .build();
    private static final List<ChatMessage> MESSAGES = List.of(
            SystemMessage.from("Be kind."),
            UserMessage.from("Write to ada@example.org"),
            AiMessage.from("I will.", List.of(CALL)),
            ToolExecutionResultMessage.from(CALL, "sent to ada@example.org"));

    @Test
    void nothingIsCapturedNorEvenLookedAtUnlessItIsAskedFor() {
        var unread = new AbstractList<ChatMessage>() {
            @Override
            public ChatMessage get(int index) {
                throw new AssertionError("a message is read");
            }

            @Override
            public int size() {
                throw new AssertionError("the messages are counted");
            }
        };
        var attributes = attributes(false, (content, span) -> {
            content.input(span, unread);
            content.input(span, "hello");
            content.output(span, AiMessage.from("hello"), "stop");
            content.toolCall(span, "{}", "done");
        });
        assertThat(attributes.asMap()).isEmpty();
    }

    @Test
    void messagesHaveTheFormOfTheConventionsAndAreRedacted() throws Exception {
        var input = captured(Content.INPUT, (content, span) -> content.input(span, MESSAGES));
        assertThat(input).isEqualTo(JSON.readTree("""
                                [{"role":"system","parts":[{"type":"text","content":"Be kind."}]},
                                 {"role":"user","parts":[{"type":"text","content":"Write to [redacted:email]"}]},
                                 {"role":"assistant","parts":[{"type":"text","content":"I will."},
                                  {"type":"tool_call","id":"call_a","name":"mail","arguments":{"to":"[redacted:email]","password":"[redacted:secret]"}}]},
                                 {"role":"tool","parts":[{"type":"tool_call_response","id":"call_a","response":"sent to [redacted:email]"}]}]"""));
        var output = captured(
                Content.OUTPUT, (content, span) -> content.output(span, AiMessage.from("ada@example.org"), "length"));
        assertThat(output).isEqualTo(JSON.readTree("""
                                [{"role":"assistant","parts":[{"type":"text","content":"[redacted:email]"}],"finish_reason":"length"}]"""));
    }

    @Test
    void turnsAndToolCallsAreRedactedToo() throws Exception {
        assertThat(captured(Content.INPUT, (content, span) -> content.input(span, "I am ada@example.org")))
                .isEqualTo(JSON.readTree("""
                                [{"role":"user","parts":[{"type":"text","content":"I am [redacted:email]"}]}]"""));
        assertThat(captured(Content.OUTPUT, (content, span) -> content.output(span, "ada@example.org", "stop")))
                .isEqualTo(JSON.readTree("""
                                [{"role":"assistant","parts":[{"type":"text","content":"[redacted:email]"}],"finish_reason":"stop"}]"""));
        var attributes =
                attributes(true, (content, span) -> content.toolCall(span, CALL.arguments(), "ada@example.org"));
        assertThat(attributes.get(Content.TOOL_ARGUMENTS))
                .isEqualTo("{\"to\":\"[redacted:email]\",\"password\":\"[redacted:secret]\"}");
        assertThat(attributes.get(Content.TOOL_RESULT)).isEqualTo("[redacted:email]");
        var broken = attributes(true, (content, span) -> content.toolCall(span, "{\"password\":\"swordfish", "x"));
        assertThat(broken.get(Content.TOOL_ARGUMENTS)).isEqualTo("{\"password\":\"[redacted:secret]");
    }

    @Test
    void whatIsLongIsCutAfterItIsRedactedAndStaysJson() throws Exception {
        var edge = "x ".repeat(MessagesJson.LONGEST_TEXT / 2 - 5) + "ada@example.org";
        var text = captured(Content.INPUT, (content, span) -> content.input(span, edge + " more"))
                .at("/0/parts/0/content")
                .asText();
        assertThat(text).hasSize(MessagesJson.LONGEST_TEXT + 3).endsWith("...").doesNotContain("ada");

        var many = IntStream.range(0, 20)
                .<ChatMessage>mapToObj(i -> UserMessage.from(i + " " + "x".repeat(5_000)))
                .toList();
        var kept = captured(Content.INPUT, (content, span) -> content.input(span, many));
        assertThat(kept).hasSize(6);
        assertThat(kept.at("/5/parts/0/content").asText()).startsWith("19 ");
    }

    private static JsonNode captured(AttributeKey<String> key, BiConsumer<Content, Span> work) throws Exception {
        return JSON.readTree(attributes(true, work).get(key));
    }

    private static Attributes attributes(boolean captured, BiConsumer<Content, Span> work) {
        var telemetry = new Telemetry();
        var span = telemetry.sdk().getTracer("test").spanBuilder("test").startSpan();
        work.accept(new Content(Configurations.simulated(new AgentConfiguration.Telemetry(captured))), span);
        span.end();
        return telemetry.spans().getFirst().getAttributes();
    }
}
