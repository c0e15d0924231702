package dev.vivarium.agent.runtime.turn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.ContextSize;
import dev.vivarium.agent.runtime.model.FinishReason;
import dev.vivarium.agent.runtime.model.ModelCall;
import dev.vivarium.agent.runtime.model.ModelClient;
import dev.vivarium.agent.runtime.model.ModelReply;
import dev.vivarium.agent.runtime.model.TokenCounts;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.tools.mcp.FakeMcpServer;
import dev.vivarium.telemetry.Catalog;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What MCP servers say of their tools' arguments holds before a tool is called, and does no harm when it makes no sense. */
class ToolSchemasTest {
    private static final String GOOD = """
            {"name":"good","inputSchema":{"type":"object","properties":{"count":{"type":"integer","minimum":1}},"required":["count"]}}""";

    private final List<ModelCall> calls = new CopyOnWriteArrayList<>();

    @Test
    void theModelHearsWhatIsWrongAndTheServerDoesNot() {
        try (var server = new FakeMcpServer("[" + GOOD + "]");
                var agent = agent(server, asks("good", "{\"count\":0}", "{\"count\":1}"))) {
            var reply = agent.ask("c", "work");
            assertThat(reply.output()).isEqualTo("done");
            assertThat(reply.usage().toolCalls()).isEqualTo(2);
            assertThat(results())
                    .containsExactly(
                            "The arguments do not fit the tool's schema: $.count: must have a minimum value of 1.",
                            "{\"count\":1}");
            assertThat(agent.telemetry.values(Catalog.TOOL_DURATION))
                    .containsOnlyKeys(
                            "error.type=invalid_arguments gen_ai.agent.name=rockbot gen_ai.tool.name=good gen_ai.tool.type=extension",
                            "gen_ai.agent.name=rockbot gen_ai.tool.name=good gen_ai.tool.type=extension");
            assertThat(toolCalls(server)).isEqualTo(1);
        }
    }

    @Test
    void nothingStandsForNoArguments() {
        try (var server = new FakeMcpServer("[{\"name\":\"bare\",\"inputSchema\":{\"type\":\"object\"}}]");
                var agent = agent(server, asks("bare", ""))) {
            assertThat(agent.ask("c", "work").output()).isEqualTo("done");
            assertThat(results()).containsExactly("{}");
        }
    }

    @Test
    void aModelThatNeverLearnsIsStopped() {
        try (var server = new FakeMcpServer("[" + GOOD + "]");
                var agent = agent(server, asks("good", "{}", "{}", "{}", "{}", "{}"))) {
            assertThat(agent.ask("c", "work").error().type().value()).isEqualTo("max_iterations");
            assertThat(toolCalls(server)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",\"inputSchema\":null",
                ",\"inputSchema\":true",
                ",\"inputSchema\":7",
                ",\"inputSchema\":{}",
                ",\"inputSchema\":{\"type\":\"string\"}",
                ",\"inputSchema\":{\"type\":[\"object\",\"null\"]}",
                ",\"inputSchema\":{\"type\":\"object\",\"properties\":[]}",
                ",\"inputSchema\":{\"type\":\"object\",\"properties\":null,\"required\":null,\"$defs\":7}",
                ",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"banana\"}}}",
                ",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"banana\"]}}}",
                ",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"banana\"]},\"b\":{\"type\":null}}}",
                ",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"anyOf\":[]},\"b\":{\"anyOf\":[{\"type\":\"banana\"}]}}}",
                ",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[]},\"b\":{\"type\":\"string\",\"enum\":\"x\"}}}",
                ",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"banana\"}}}}",
                ",\"inputSchema\":{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/nowhere\"},\"b\":{\"$ref\":7}}}",
                ",\"inputSchema\":{\"$ref\":\"#\"}",
                ",\"inputSchema\":{\"$ref\":\"#/$defs/a\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/a\"}}}",
                ",\"inputSchema\":{\"anyOf\":[{\"type\":\"object\"}]}",
                ",\"inputSchema\":{\"type\":\"object\"},\"_meta\":7,\"annotations\":7",
            })
    void aBrokenSchemaCostsNoTool(String rest) {
        var odd = "{\"name\":\"odd\"" + rest + "}";
        try (var server = new FakeMcpServer("[" + odd + ",7,{},{\"name\":\"\"}," + GOOD + "]");
                var agent = agent(server, asks("odd", "{\"x\":1}"))) {
            assertThat(agent.ask("c", "work").output()).isEqualTo("done");
            assertThat(calls.getFirst().tools())
                    .extracting(ToolSpecification::name)
                    .containsExactly("odd", "good");
            assertThat(toolCalls(server)
                            + results().stream()
                                    .filter(result -> result.startsWith("The arguments do not fit"))
                                    .count())
                    .as(results().toString())
                    .isEqualTo(1);
        }
    }

    @Test
    void whatProvidersAreToldIsAllThatIsUnderstood() {
        var tool = """
                {"name":"t","inputSchema":{"$ref":"#/$defs/all","$defs":{"all":{"type":"object","description":"all of it","properties":{
                "text":{"type":"string","description":"a text","maxLength":3},"choice":{"type":"string","enum":["a","b"]},
                "any":{"description":"whatever"},"maybe":{"type":["string","null"]},"either":{"anyOf":[{"type":"integer"},{"type":"boolean"}]},
                "list":{"type":"array","items":{"$ref":"#/$defs/item"}},"gone":{"$ref":"https://example.org/x"}},
                "required":["text"],"additionalProperties":{"type":"string"}},
                "item":{"type":"object","properties":{"of":{"type":"number"}},"additionalProperties":false}}}}""";
        try (var server = new FakeMcpServer("[" + tool + "]");
                var agent = agent(server, asks("t", "{\"text\":\"abcd\"}"))) {
            agent.ask("c", "work");
            var parameters = calls.getFirst().tools().getFirst().parameters();
            assertThat(parameters.description()).isEqualTo("all of it");
            assertThat(parameters.required()).containsExactly("text");
            assertThat(parameters.additionalProperties()).isTrue();
            assertThat(parameters.definitions()).containsOnlyKeys("all", "item");
            assertThat(parameters.properties().toString())
                    .contains("text=JsonStringSchema {description = \"a text\" }")
                    .contains("choice=JsonEnumSchema")
                    .contains("any=JsonObjectSchema {description = \"whatever\"")
                    .contains("maybe=JsonAnyOfSchema")
                    .contains("either=JsonAnyOfSchema")
                    .contains("items = JsonReferenceSchema {reference = \"item\" }")
                    .contains("gone=JsonObjectSchema");
            assertThat(results())
                    .as("checked against all of the schema")
                    .containsExactly(
                            "The arguments do not fit the tool's schema: $.text: must be at most 3 characters long.");
        }
    }

    private static AgentUnderTest agent(FakeMcpServer server, ModelClient model) {
        var simulated = Configurations.simulated();
        var configuration = new AgentConfiguration(
                null,
                simulated.kind(),
                simulated.name(),
                simulated.namespace(),
                simulated.instructions(),
                simulated.model(),
                null,
                simulated.limits(),
                simulated.transport(),
                null,
                List.of(),
                List.of(new AgentConfiguration.McpServer("fake", server.url(), List.of(), null)),
                null,
                null,
                simulated.pricing());
        return new AgentUnderTest(configuration, model);
    }

    private ModelClient asks(String tool, String... arguments) {
        return (call, listener) -> {
            calls.add(call);
            var message = calls.size() > arguments.length
                    ? AiMessage.from("done")
                    : AiMessage.from(ToolExecutionRequest.builder()
                            .id("call" + calls.size())
                            .name(tool)
                            .arguments(arguments[calls.size() - 1])
                            .build());
            return new ModelReply(message, "sim-large", "id", FinishReason.STOP, new TokenCounts(100, 10, 0, 0, 0));
        };
    }

    private List<String> results() {
        return calls.getLast().messages().stream()
                .filter(ToolExecutionResultMessage.class::isInstance)
                .map(ContextSize::text)
                .toList();
    }

    private static long toolCalls(FakeMcpServer server) {
        return server.http().requests().stream()
                .filter(request -> request.body().contains("tools/call"))
                .count();
    }
}
