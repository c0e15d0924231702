package dev.vivarium.agent.contract;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.stream.Collectors;

/**
 * Bodies of messages as JSON in UTF-8. Reading is lenient towards fields of later versions, which are ignored, and strict in everything else. The schemas
 * are the resources {@link #REQUEST_SCHEMA} and {@link #REPLY_SCHEMA} beside this class.
 */
public final class TurnJson {
    public static final String REQUEST_SCHEMA = "turn-request.schema.json";
    public static final String REPLY_SCHEMA = "turn-reply.schema.json";

    private static final int MAX_PROBLEM_LENGTH = 300;

    private final ObjectMapper mapper = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .build();

    public byte[] write(TurnRequest request) {
        return bytes(request);
    }

    public byte[] write(TurnReply reply) {
        return bytes(reply);
    }

    /** @throws InvalidMessageException naming every field that is wrong */
    public TurnRequest readRequest(byte[] body) throws InvalidMessageException {
        var request = read(body, TurnRequest.class);
        var problems = request.problems();
        if (!problems.isEmpty()) {
            throw new InvalidMessageException(String.join("; ", problems));
        }
        return request;
    }

    /** @throws InvalidMessageException saying what is wrong */
    public TurnReply readReply(byte[] body) throws InvalidMessageException {
        return read(body, TurnReply.class);
    }

    private byte[] bytes(Object message) {
        try {
            return mapper.writeValueAsBytes(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a message can always be written", e);
        }
    }

    private <T> T read(byte[] body, Class<T> type) throws InvalidMessageException {
        T message;
        try {
            message = mapper.readValue(body, type);
        } catch (JsonMappingException e) {
            var path = e.getPath().stream()
                    .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                    .collect(Collectors.joining("."));
            throw new InvalidMessageException(shorten((path.isEmpty() ? "" : path + ": ") + reason(e)));
        } catch (JsonProcessingException e) {
            throw new InvalidMessageException(shorten("not JSON: " + e.getOriginalMessage()));
        } catch (IOException e) {
            throw new InvalidMessageException(shorten("not JSON in UTF-8: " + e.getMessage()));
        }
        if (message == null) {
            throw new InvalidMessageException("the body is null");
        }
        return message;
    }

    private static String reason(JsonMappingException e) {
        return switch (e.getCause()) {
            case IllegalArgumentException refused -> refused.getMessage();
            case NullPointerException missing -> missing.getMessage() + " is missing";
            case JsonParseException broken -> "not JSON: " + broken.getOriginalMessage();
            case null, default -> e.getOriginalMessage();
        };
    }

    private static String shorten(String problem) {
        return problem.length() <= MAX_PROBLEM_LENGTH ? problem : problem.substring(0, MAX_PROBLEM_LENGTH) + "...";
    }
}
