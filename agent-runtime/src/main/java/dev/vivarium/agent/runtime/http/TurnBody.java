package dev.vivarium.agent.runtime.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.vivarium.agent.contract.TurnRequest;
import java.util.stream.Collectors;

/** Reads the body of a request; strictly, so that a misspelt field is not silently ignored. */
final class TurnBody {
    private final ObjectMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** @throws BadBodyException saying what is wrong, with the name of the field */
    TurnRequest read(String body) throws BadBodyException {
        try {
            var request = body == null ? null : json.readValue(body, TurnRequest.class);
            if (request == null) {
                throw new BadBodyException("the body is empty, expected a JSON object with the field 'input'");
            }
            return request;
        } catch (UnrecognizedPropertyException e) {
            throw new BadBodyException(e.getPropertyName() + ": there is no such field");
        } catch (JsonMappingException e) {
            var field = e.getPath().stream()
                    .map(JsonMappingException.Reference::getFieldName)
                    .collect(Collectors.joining("."));
            throw new BadBodyException(
                    field.isEmpty() ? "the body is not a turn request: " + firstLine(e) : field + ": " + firstLine(e));
        } catch (JsonProcessingException e) {
            throw new BadBodyException("the body is not JSON: " + firstLine(e));
        }
    }

    private static String firstLine(JsonProcessingException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("no reason given");
    }

    static final class BadBodyException extends Exception {
        private static final long serialVersionUID = 1L;

        BadBodyException(String message) {
            super(message);
        }
    }
}
