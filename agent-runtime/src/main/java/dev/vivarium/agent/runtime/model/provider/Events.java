package dev.vivarium.agent.runtime.model.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads events of streamed answers. */
final class Events {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Events() {}

    /** @throws MalformedAnswerException when it is not JSON */
    static JsonNode read(String event) {
        try {
            return MAPPER.readTree(event);
        } catch (JsonProcessingException e) {
            throw new MalformedAnswerException("an event of the answer is not JSON", e);
        }
    }
}
