package dev.vivarium.agent.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.vivarium.agent.contract.TurnReply.TurnError;
import dev.vivarium.agent.contract.TurnReply.Usage;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The published schemas and the Java types say the same. */
class TurnSchemaTest {
    private final TurnJson json = new TurnJson();

    @Test
    void schemasHaveTheFieldsOfTheTypes() throws Exception {
        var request = tree(TurnJson.REQUEST_SCHEMA);
        assertThat(fields(request)).containsExactly(components(TurnRequest.class));
        assertThat(values(request.at("/properties/origin/enum")))
                .containsExactlyElementsOf(
                        Stream.of(TurnOrigin.values()).map(TurnOrigin::value).toList());

        var reply = tree(TurnJson.REPLY_SCHEMA);
        assertThat(fields(reply)).containsExactly(components(TurnReply.class));
        assertThat(fields(reply.at("/properties/error"))).containsExactly(components(TurnError.class));
        assertThat(fields(reply.at("/properties/usage"))).containsExactly(components(Usage.class));
        assertThat(values(reply.at("/properties/error/properties/type/enum")))
                .containsExactlyElementsOf(Stream.of(TurnErrorType.values())
                        .map(TurnErrorType::value)
                        .toList());
        assertThat(values(reply.at("/properties/finishReason/enum")))
                .containsExactlyElementsOf(
                        Stream.of(TurnFinish.values()).map(TurnFinish::value).toList());
        for (var schema : List.of(request, reply)) {
            assertThat(schema.at("/properties/contractVersion/const").asText())
                    .isEqualTo(AgentConfiguration.CONTRACT_VERSION);
        }
    }

    @Test
    void theEnvelopesSchemaHasTheNamesAndValuesThatAreUsed() throws Exception {
        var envelope = tree(MessageHeaders.ENVELOPE_SCHEMA);
        assertThat(envelope.get("$id").asText()).contains(AgentConfiguration.CONTRACT_VERSION);
        assertThat(fields(envelope.at("/properties/headers")))
                .contains(
                        MessageHeaders.SOURCE,
                        MessageHeaders.DEPTH,
                        MessageHeaders.ENQUEUED_AT_MS,
                        MessageHeaders.DEAD_LETTER_REASON,
                        MessageHeaders.DEAD_LETTER_DETAIL);
        assertThat(values(envelope.at("/properties/type/enum")))
                .containsExactly(
                        MessageHeaders.TYPE_TURN_REQUEST,
                        MessageHeaders.TYPE_TURN_REPLY,
                        MessageHeaders.TYPE_TURN_CANCEL);
        assertThat(envelope.at("/properties/content_type/const").asText()).isEqualTo(MessageHeaders.CONTENT_TYPE);
        assertThat(values(envelope.at("/properties/exchange/enum"))).contains(BusNames.EXCHANGE);
        assertThat(values(envelope.at("/properties/headers/properties/x-vivarium-dead-letter-reason/enum")))
                .containsExactlyElementsOf(Stream.of(DeadLetterReason.values())
                        .map(DeadLetterReason::value)
                        .toList());
    }

    @Test
    void whatIsWrittenFitsTheSchema() throws Exception {
        var requests = schema(TurnJson.REQUEST_SCHEMA);
        for (var origin : TurnOrigin.values()) {
            assertThat(problems(requests, json.write(new TurnRequest(null, "t", "c", "x", origin))))
                    .isEmpty();
        }
        assertThat(problems(requests, json.write(new TurnRequest(null, null, null, "x", null))))
                .isEmpty();

        var replies = schema(TurnJson.REPLY_SCHEMA);
        for (var type : TurnErrorType.values()) {
            var error = new TurnError(type, "because");
            assertThat(problems(replies, json.write(TurnReply.failed("t", "c", error, Usage.NONE))))
                    .isEmpty();
        }
        var usage = new Usage(2, 1, 100, 20, "0.00021");
        for (var finish : TurnFinish.values()) {
            assertThat(problems(replies, json.write(TurnReply.of("t", null, "", finish, usage))))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{\"input\":\"\"}",
                "{\"input\":\" \\t\"}",
                "{\"input\":{}}",
                "{\"input\":\"x\",\"origin\":\"robot\"}",
                "{\"input\":\"x\",\"turnId\":\"\"}",
                "{\"input\":\"x\",\"contractVersion\":\"v9\"}"
            })
    void schemaAndReaderRefuseTheSameRequests(String body) throws Exception {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        assertThat(problems(schema(TurnJson.REQUEST_SCHEMA), bytes)).isNotEmpty();
        assertThatThrownBy(() -> json.readRequest(bytes)).isInstanceOf(InvalidMessageException.class);
    }

    private static JsonNode tree(String resource) throws IOException {
        try (var in = TurnJson.class.getResourceAsStream(resource)) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static JsonSchema schema(String resource) throws IOException {
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(tree(resource));
    }

    private static List<String> problems(JsonSchema schema, byte[] body) {
        return schema.validate(new String(body, StandardCharsets.UTF_8), InputFormat.JSON).stream()
                .map(Object::toString)
                .toList();
    }

    private static List<String> fields(JsonNode schema) {
        var names = new ArrayList<String>();
        schema.get("properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> values(JsonNode array) {
        var values = new ArrayList<String>();
        array.forEach(value -> values.add(value.asText()));
        return values;
    }

    private static String[] components(Class<? extends Record> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toArray(String[]::new);
    }
}
