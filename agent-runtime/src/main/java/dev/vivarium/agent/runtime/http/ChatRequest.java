package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A request for a chat completion, in OpenAI's format: the fields that an agent heeds, and the names of the others. */
@Schema(name = "ChatCompletionRequest")
final class ChatRequest {
    @Schema(
            required = true,
            description = "Echoed. The agent uses the model of its configuration whatever is named here.")
    public String model;

    @Schema(
            required = true,
            description =
                    "The whole conversation. The last one must be the user's: it is the turn's input. Those before it are its history; what the agent"
                            + " remembers of other turns is not used. System and developer messages come after the agent's own instructions, which stay.")
    public List<Message> messages;

    @Schema(description = "Whether to answer with server-sent events", defaultValue = "false")
    public Boolean stream;

    @JsonProperty("stream_options")
    public StreamOptions streamOptions;

    @Schema(description = "Only 1 is possible", defaultValue = "1")
    public Integer n;

    @JsonProperty("response_format")
    @Schema(description = "Only the type 'text' is possible")
    public ResponseFormat responseFormat;

    @JsonIgnore
    @Schema(hidden = true)
    private final Set<String> ignored = new TreeSet<>();

    /** @param content a text, or a list of parts of type {@code text} */
    @Schema(name = "ChatMessage")
    record Message(
            @Schema(
                    enumeration = {"system", "developer", "user", "assistant"},
                    required = true)
            String role,

            @Schema(implementation = String.class, description = "A text, or a list of parts of type 'text'")
            JsonNode content) {}

    @Schema(name = "ChatStreamOptions")
    record StreamOptions(@JsonProperty("include_usage") Boolean includeUsage) {}

    @Schema(name = "ChatResponseFormat")
    record ResponseFormat(String type) {}

    @JsonAnySetter
    void ignore(String field, JsonNode value) {
        if (!value.isNull()) {
            ignored.add(field);
        }
    }

    /** Names of the fields that the client set and the agent does not heed, in order. */
    Set<String> ignored() {
        return ignored;
    }

    boolean isStream() {
        return Boolean.TRUE.equals(stream);
    }

    boolean isUsageIncluded() {
        return streamOptions != null && Boolean.TRUE.equals(streamOptions.includeUsage());
    }
}
