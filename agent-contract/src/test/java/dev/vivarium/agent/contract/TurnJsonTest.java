package dev.vivarium.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vivarium.agent.contract.TurnReply.TurnError;
import dev.vivarium.agent.contract.TurnReply.Usage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TurnJsonTest {
    private final TurnJson json = new TurnJson();

    @Test
    void readsWhatItWrites() throws Exception {
        var request = new TurnRequest(null, "t-1", "c-1", "hello ü", TurnOrigin.SCHEDULED);
        assertThat(json.readRequest(json.write(request))).isEqualTo(request);
        var answer = TurnReply.of("t-1", "c-1", "hi", new Usage(1, 0, 12, 3, "0.0012"));
        assertThat(json.readReply(json.write(answer))).isEqualTo(answer);
        var cut = TurnReply.of("t-1", "c-1", "hi", TurnFinish.LENGTH, Usage.NONE);
        assertThat(json.readReply(json.write(cut))).isEqualTo(cut);
        var failure = TurnReply.failed("t-1", null, new TurnError(TurnErrorType.TIMEOUT, "took too long"), Usage.NONE);
        assertThat(json.readReply(json.write(failure))).isEqualTo(failure);
    }

    @Test
    void leavesOutWhatIsAbsent() {
        assertThat(new String(json.write(new TurnRequest(null, null, null, "x", null)), StandardCharsets.UTF_8))
                .isEqualTo("{\"contractVersion\":\"v1alpha1\",\"input\":\"x\",\"origin\":\"user\"}");
    }

    @Test
    void ignoresFieldsOfLaterVersionsAndFillsInDefaults() throws Exception {
        assertThat(json.readRequest(bytes("{\"input\":\"x\",\"priority\":{\"level\":3}}")))
                .isEqualTo(new TurnRequest("v1alpha1", null, null, "x", TurnOrigin.USER));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            `` | content
            null | the body is null
            hello | not JSON
            {"input":"x | not JSON
            {"input":"x"} {"input":"y"} | Trailing token
            [1] | from Array value
            {} | input: is missing
            {"input":" "} | input: is missing
            {"input":{"text":"x"}} | input: Cannot deserialize
            {"input":"x","origin":"robot"} | origin: Cannot deserialize
            {"input":"x","origin":0} | origin: Cannot deserialize
            {"input":"x","turnId":""} | turnId: must have 1 to 255 characters
            {"contractVersion":"v9","input":""} | contractVersion: is not supported, this agent understands v1alpha1; input: is missing
            """)
    void namesWhatIsWrongWithARequest(String body, String problem) {
        assertThatThrownBy(() -> json.readRequest(bytes(body)))
                .isInstanceOf(InvalidMessageException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void refusesBytesThatAreNotText() {
        assertThatThrownBy(() -> json.readRequest(new byte[] {(byte) 0xff, 0x00, (byte) 0xc3, 0x28}))
                .isInstanceOf(InvalidMessageException.class);
    }

    @Test
    void keepsTheProblemShort() {
        assertThatThrownBy(() -> json.readRequest(bytes("{\"input\":\"x\",\"origin\":\"" + "y".repeat(5_000) + "\"}")))
                .isInstanceOf(InvalidMessageException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(310));
    }

    @Test
    void takesRepliesOfAgentsThatDoNotSayWhyTheOutputEnds() throws Exception {
        assertThat(json.readReply(bytes("{\"turnId\":\"t\",\"output\":\"x\"}")).finishReason())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"turnId":"t"} | a reply has either an output or an error
            {"turnId":"t","output":"x","error":{"type":"internal","message":"y"}} | a reply has either an output or an error
            {"output":"x"} | turnId is missing
            {"turnId":"t","error":{"type":"bad_luck","message":"y"}} | error.type: Cannot deserialize
            """)
    void namesWhatIsWrongWithAReply(String body, String problem) {
        assertThatThrownBy(() -> json.readReply(bytes(body)))
                .isInstanceOf(InvalidMessageException.class)
                .hasMessageContaining(problem);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
