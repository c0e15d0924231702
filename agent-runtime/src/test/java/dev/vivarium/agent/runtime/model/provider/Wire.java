package dev.vivarium.agent.runtime.model.provider;

import dev.vivarium.agent.contract.AgentConfiguration;
import dev.vivarium.agent.runtime.model.TokenCounts;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The providers as their public documentation shows what they say: {@code src/test/resources/wire}. */
enum Wire {
    OPENAI(
            "openai",
            "openai",
            "/v1",
            "/v1/chat/completions",
            "text/event-stream",
            new TokenCounts(100, 20, 64, 0, 12),
            "stop",
            "length"),
    OPENAI_COMPATIBLE(
            "openai-compatible",
            "openai",
            "/v1",
            "/v1/chat/completions",
            "text/event-stream",
            new TokenCounts(100, 20, 64, 0, 12),
            "stop",
            "length"),
    ANTHROPIC(
            "anthropic",
            "anthropic",
            "/v1",
            "/v1/messages",
            "text/event-stream",
            new TokenCounts(100, 20, 64, 6, 0),
            "end_turn",
            "max_tokens"),
    GEMINI(
            "gemini",
            "gemini",
            "/v1beta",
            "/v1beta/models/test-model:streamGenerateContent",
            "text/event-stream",
            new TokenCounts(100, 20, 64, 0, 12),
            "STOP",
            "MAX_TOKENS"),
    OLLAMA(
            "ollama",
            "ollama",
            "",
            "/api/chat",
            "application/x-ndjson",
            new TokenCounts(100, 20, 0, 0, 0),
            "stop",
            "length");

    final String provider;
    final String path;
    final TokenCounts tokens;

    /** What the provider calls it that the model came to its most tokens. */
    final String length;

    private final String stop;
    private final String directory;
    private final String base;
    private final String contentType;

    Wire(
            String provider,
            String directory,
            String base,
            String path,
            String contentType,
            TokenCounts tokens,
            String stop,
            String length) {
        this.provider = provider;
        this.directory = directory;
        this.base = base;
        this.path = path;
        this.contentType = contentType;
        this.tokens = tokens;
        this.stop = stop;
        this.length = length;
    }

    AgentConfiguration.Model configuration(FakeServer server, Path key) {
        return new AgentConfiguration.Model(provider, "test-model", server.url(base), key.toString(), 0.2, 256);
    }

    /** An answer of two pieces of text. */
    String text() {
        return file("text.txt");
    }

    /** The first piece of {@link #text()} and what comes before it. */
    String beginning() {
        var half = text().substring(0, text().indexOf(" there"));
        return half.substring(0, half.lastIndexOf('\n') + 1);
    }

    /** The same text as {@link #text()}, which the provider says to have ended for another reason. */
    String endingWith(String reason) {
        return text().replace('"' + stop + '"', '"' + reason + '"');
    }

    /** The same text as {@link #text()} without a word of what it used, or with the zeros of a server that does not count. */
    String withoutUsage() {
        return switch (this) {
            case OPENAI -> text().replaceAll("data: [^\n]*\"prompt_tokens\"[^\n]*\n\n", "");
            case OPENAI_COMPATIBLE -> text().replaceAll("(_tokens\":)[0-9]+", "$10");
            case ANTHROPIC -> text().replaceAll("((in|out)put_tokens\":)[0-9]+", "$10");
            case GEMINI -> text().replaceAll("\"usageMetadata\":.*?\"modelVersion\"", "\"modelVersion\"");
            case OLLAMA -> text().replaceAll("\"(prompt_)?eval_count\":[0-9]+,", "");
        };
    }

    /** One event of an answer. */
    String event(String data) {
        return this == OLLAMA ? data + "\n" : "data: " + data + "\n\n";
    }

    /** An answer of two tool calls, in pieces where the provider sends pieces. */
    String tools() {
        return file("tools.txt");
    }

    Response answer(String stream) {
        return new Response(200, contentType, stream, false);
    }

    /** The connection ends in the middle of the answer. */
    Response cut(String stream) {
        return new Response(200, contentType, stream, true);
    }

    Response refusal(int status, String reason) {
        return Response.json(status, file("error.json").replace("REASON", reason));
    }

    String file(String name) {
        try (var stream = Wire.class.getResourceAsStream("/wire/" + directory + "/" + name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
