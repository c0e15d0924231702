package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The turn that a request for a chat completion asks for.
 *
 * @param request what the client sent
 * @param history messages before the last
 * @param input text of the last message, the user's
 */
record ChatTurn(ChatRequest request, List<ChatMessage> history, String input) {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** @throws BadRequestException naming the field that is wrong */
    static ChatTurn read(String body) throws BadRequestException {
        var request = parse(body);
        if (request.model == null || request.model.isBlank()) {
            throw new BadRequestException("model", "you must provide a model parameter; the agent echoes it");
        }
        if (request.n != null && request.n != 1) {
            throw new BadRequestException("n", "an agent gives one answer, n must be 1");
        }
        if (request.responseFormat != null && !"text".equals(request.responseFormat.type())) {
            throw new BadRequestException("response_format", "an agent answers with text, the type must be 'text'");
        }
        if (request.messages == null || request.messages.isEmpty()) {
            throw new BadRequestException("messages", "there must be at least one message");
        }
        var messages = new ArrayList<ChatMessage>();
        for (var i = 0; i < request.messages.size(); i++) {
            var message = request.messages.get(i);
            if (i + 1 == request.messages.size() || !saysNothing(message)) {
                messages.add(message("messages[" + i + "]", message));
            }
        }
        if (!(messages.removeLast() instanceof UserMessage last)) {
            throw new BadRequestException("messages", "the last message must have the role 'user'");
        }
        return new ChatTurn(request, messages, last.singleText());
    }

    private static ChatRequest parse(String body) throws BadRequestException {
        try {
            var request = body == null || body.isBlank() ? null : JSON.readValue(body, ChatRequest.class);
            if (request == null) {
                throw new BadRequestException(null, "the body is empty, expected a JSON object");
            }
            return request;
        } catch (JsonMappingException e) {
            var field = e.getPath().stream()
                    .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                    .collect(Collectors.joining("."))
                    .replace(".[", "[");
            throw new BadRequestException(field.isEmpty() ? null : field, firstLine(e));
        } catch (JsonProcessingException e) {
            throw new BadRequestException(null, "the body is not JSON: " + firstLine(e));
        }
    }

    /**
     * Whether it is an answer without a text, which clients have in their history after one that only called tools, was refused, or broke off. Providers do not
     * take such an answer, and it tells the model nothing.
     */
    private static boolean saysNothing(ChatRequest.Message message) {
        if (message == null || !"assistant".equals(message.role())) {
            return false;
        }
        var content = message.content();
        return content == null
                || content.isNull()
                || content.isTextual() && content.textValue().isBlank()
                || content.isArray() && isEmpty(content);
    }

    private static boolean isEmpty(JsonNode parts) {
        for (var part : parts) {
            var isText = "text".equals(part.path("type").asText());
            if (!isText || !part.path("text").asText().isBlank()) {
                return false;
            }
        }
        return true;
    }

    private static ChatMessage message(String field, ChatRequest.Message message) throws BadRequestException {
        if (message == null || message.role() == null) {
            throw new BadRequestException(field + ".role", "the role is missing");
        }
        var text = text(field + ".content", message.content());
        return switch (message.role()) {
            case "system", "developer" -> SystemMessage.from(text);
            case "user" -> UserMessage.from(text);
            case "assistant" -> AiMessage.from(text);
            case "tool", "function" ->
                throw new BadRequestException(
                        field + ".role",
                        "an agent runs its own tools and asks its clients for none, so there is no result to give it");
            default ->
                throw new BadRequestException(
                        field + ".role", "the role must be one of system, developer, user, assistant");
        };
    }

    private static String text(String field, JsonNode content) throws BadRequestException {
        if (content != null && content.isTextual() && !content.textValue().isBlank()) {
            return content.textValue();
        }
        if (content == null || !content.isArray() || content.isEmpty()) {
            throw new BadRequestException(field, "the content must be a text, or a list of parts of type 'text'");
        }
        var texts = new ArrayList<String>();
        for (var part : content) {
            var text = part.path("text");
            if (!"text".equals(part.path("type").asText())
                    || !text.isTextual()
                    || text.textValue().isBlank()) {
                throw new BadRequestException(field, "the agent takes text alone, parts must have the type 'text'");
            }
            texts.add(text.textValue());
        }
        return String.join("\n", texts);
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("no reason given");
    }

    /** The request cannot be taken; the message says why, to people. */
    static final class BadRequestException extends Exception {
        private static final long serialVersionUID = 1L;

        private final String parameter;

        BadRequestException(String parameter, String message) {
            super(message);
            this.parameter = parameter;
        }

        /** Null when it is the whole body. */
        String parameter() {
            return parameter;
        }
    }
}
