package dev.vivarium.agent.runtime.http;

import static dev.vivarium.agent.runtime.testing.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.runtime.testing.AgentProcess;
import dev.vivarium.agent.runtime.testing.Configurations;
import dev.vivarium.agent.runtime.testing.PythonClient;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OpenAI's own client for Python, unchanged, against the packaged agent. */
class OpenAiClientIT {
    @TempDir
    static Path directory;

    private static AgentProcess agent;
    private static JsonNode saw;

    @BeforeAll
    static void talk() throws Exception {
        agent = AgentProcess.start(Configurations.simulated(), directory, 0).awaitReady();
        saw = new ObjectMapper().readTree(PythonClient.run("openai_client.py", agent.url("/v1")));
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    @Test
    void theAgentIsTheOnlyModel() {
        assertThat(saw.at("/models/0").asText()).isEqualTo("rockbot");
        assertThat(saw.path("models")).hasSize(1);
        assertThat(saw.path("model").asText()).isEqualTo("rockbot");
        assertError("unknownModel", "NotFoundError", 404, "invalid_request_error", "model", "model_not_found");
    }

    @Test
    void aCompletionHasAnAnswerItsUsageAndTheNameOfTheModelThatWasAskedFor() {
        var completion = saw.path("completion");
        assertThat(completion.path("id").asText()).startsWith("chatcmpl-");
        assertThat(completion.path("object").asText()).isEqualTo("chat.completion");
        assertThat(completion.path("model").asText()).isEqualTo("gpt-4o");
        assertThat(completion.path("created").asLong()).isPositive();
        assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(completion.at("/choices/0/message/role").asText()).isEqualTo("assistant");
        assertThat(completion.at("/choices/0/message/content").asText()).isNotBlank();
        assertUsage(completion);
        assertThat(saw.path("ignored").asText()).isEqualTo("temperature");
    }

    @Test
    void earlierMessagesReachTheModelAndNothingElseDoes() {
        assertThat(saw.at("/completion/usage/prompt_tokens").asInt())
                .isGreaterThan(saw.at("/alone/usage/prompt_tokens").asInt());
    }

    @Test
    void aStreamComesInChunksAndEndsWithTheUsage() {
        var chunks =
                StreamSupport.stream(saw.path("chunks").spliterator(), false).toList();
        assertThat(chunks).hasSizeGreaterThan(4);
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("model").asText()).isEqualTo("gpt-4o");
            assertThat(chunk.path("id").asText())
                    .isEqualTo(chunks.getFirst().path("id").asText());
        });
        assertThat(chunks.getFirst().at("/choices/0/delta/role").asText()).isEqualTo("assistant");
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText())
                .isEqualTo("stop");
        assertThat(chunks.getLast().path("choices")).isEmpty();
        assertUsage(chunks.getLast());
        var text = chunks.stream()
                .map(chunk -> chunk.at("/choices/0/delta/content").asText(""))
                .reduce("", String::concat);
        assertThat(text).isNotBlank();
        assertThat(saw.path("withoutUsage"))
                .allSatisfy(chunk -> assertThat(chunk.path("usage").isNull()).isTrue());
    }

    @Test
    void errorsHaveTheClassesThatTheClientKnowsAndAreNotTriedAgain() {
        assertError("twoAnswers", "BadRequestError", 400, "invalid_request_error", "n", "invalid_request");
        assertError("json", "BadRequestError", 400, "invalid_request_error", "response_format", "invalid_request");
        assertError("blank", "BadRequestError", 400, "invalid_request_error", "messages[0].content", "invalid_request");
        assertError(
                "toolResult", "BadRequestError", 400, "invalid_request_error", "messages[1].role", "invalid_request");
    }

    @Test
    void aPromptOfTenMegabytesIsRefusedAndLogged() {
        assertThat(saw.at("/tooLarge/status").asInt()).isEqualTo(413);
        assertThat(saw.at("/tooLarge/code").asText()).isEqualTo("invalid_request");
        assertThat(saw.at("/tooLarge/message").asText()).contains("more than the 2097152 that are taken");
        await().untilAsserted(() -> assertThat(agent.log()).contains("is refused: invalid_request: The body has"));
    }

    @Test
    void everyLineOfTheLogIsAJsonObject() throws Exception {
        for (var line : agent.log().lines().toList()) {
            var entry = new ObjectMapper().readTree(line);
            assertThat(entry.path("level").asText()).as(line).isNotBlank();
            assertThat(entry.path("message").asText()).as(line).isNotBlank();
        }
    }

    private static void assertUsage(JsonNode of) {
        var usage = of.path("usage");
        assertThat(usage.path("prompt_tokens").asInt()).isPositive();
        assertThat(usage.path("completion_tokens").asInt()).isPositive();
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(usage.path("prompt_tokens").asInt()
                        + usage.path("completion_tokens").asInt());
    }

    private static void assertError(String name, String kind, int status, String type, String parameter, String code) {
        var error = saw.path(name);
        assertThat(error.path("class").asText()).as(error.toString()).isEqualTo(kind);
        assertThat(error.path("status").asInt()).isEqualTo(status);
        assertThat(error.path("type").asText()).isEqualTo(type);
        assertThat(error.path("param").asText()).isEqualTo(parameter);
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(error.path("message").asText()).isNotBlank();
        assertThat(error.path("requests").asInt()).isEqualTo(1);
    }
}
