package dev.vivarium.agent.runtime.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vivarium.agent.runtime.testing.FakeServer;
import dev.vivarium.agent.runtime.testing.FakeServer.Response;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentCheckTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMA = """
            {"type": "object",
             "properties": {
               "title": {"type": "string", "minLength": 1, "pattern": "^[a-z ]+$"},
               "count": {"type": "integer", "minimum": 1, "maximum": 10},
               "mode": {"enum": ["fast", "slow"]},
               "tags": {"type": "array", "items": {"type": "string"}},
               "where": {"$ref": "#/$defs/place"}},
             "required": ["title"],
             "additionalProperties": false,
             "$defs": {"place": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}
            """;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"title\":\"tea\"}",
                "{\"title\":\"tea\",\"count\":3,\"mode\":\"fast\",\"tags\":[],\"where\":{\"city\":\"Bath\"}}",
                "{\"title\":\"tea\",\"count\":3.0}",
            })
    void whatFitsHasNoProblem(String arguments) throws Exception {
        assertThat(problem(SCHEMA, arguments)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            {"title":7}                                | $.title: integer found, string expected
            {"title":""}                               | $.title: must be at least 1 characters long
            {"title":"T"}                              | $.title: does not match the regex pattern ^[a-z ]+$
            {}                                         | required property 'title' not found
            {"title":"a","count":11}                   | $.count: must have a maximum value of 10
            {"title":"a","count":1.5}                  | $.count: number found, integer expected
            {"title":"a","mode":"warp"}                | $.mode: does not have a value in the enumeration
            {"title":"a","tags":["b",null]}            | $.tags[1]: null found, string expected
            {"title":"a","where":{}}                   | $.where: required property 'city' not found
            {"title":"a","titel":"b"}                  | property 'titel' is not defined in the schema
            7                                          | must be a JSON object
            null                                       | must be a JSON object
            []                                         | must be a JSON object
            {"title":                                  | are not JSON
            {"title":"a"} and so on                    | are not JSON
            not json                                   | are not JSON
            """)
    void namesWhatDoesNotFit(String arguments, String problem) throws Exception {
        assertThat(problem(SCHEMA, arguments))
                .hasValueSatisfying(text -> assertThat(text).contains(problem));
    }

    @Test
    void nothingStandsForAnEmptyObject() throws Exception {
        for (var nothing : new String[] {null, "", " \n"}) {
            assertThat(problem("{\"type\":\"object\"}", nothing)).isEmpty();
            assertThat(problem(SCHEMA, nothing)).isPresent();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://json-schema.org/draft-07/schema#",
                "https://json-schema.org/draft-07/schema",
                "http://json-schema.org/draft-06/schema#",
                "https://json-schema.org/draft/2019-09/schema",
                "https://json-schema.org/draft/2020-12/schema",
                "https://example.org/a-schema-of-our-own"
            })
    void schemasMayBeOfAnyVersion(String dialect) throws Exception {
        var schema = """
                {"$schema": "%s", "type": "object", "properties": {"a": {"$ref": "#/definitions/b"}}, "definitions": {"b": {"type": "boolean"}}}""".formatted(dialect);
        assertThat(problem(schema, "{\"a\":true}")).isEmpty();
        assertThat(problem(schema, "{\"a\":1}")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "[]",
                "\"object\"",
                "{\"type\":\"banana\"}",
                "{\"type\":\"object\",\"properties\":[]}",
                "{\"type\":\"object\",\"required\":\"a\"}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"strnig\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"(\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"minimum\":\"one\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/$defs/nowhere\"}}}",
                "{\"$ref\":\"#\"}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"#/properties/a\"}}}",
                "{\"type\":\"object\",\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}},\"properties\":{\"a\":{\"$ref\":\"#/$defs/a\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^(x+x+)+y$\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"^(x|x)*y$\"}}}",
            })
    void aSchemaThatIsBrokenLeavesTheArgumentsToTheTool(String schema) throws Exception {
        var check = new ArgumentCheck("t", JSON.readTree(schema));
        for (var i = 0; i < 2; i++) {
            assertThat(check.problem("{\"a\":\"" + "x".repeat(20_000) + "\"}")).isEmpty();
            assertThat(check.problem("[]")).isPresent();
        }
    }

    @Test
    void withoutASchemaEveryObjectFits() {
        var check = new ArgumentCheck("t", null);
        assertThat(check.problem("{\"a\":[1,{}]}")).isEmpty();
        assertThat(check.problem("[]")).isPresent();
    }

    @Test
    void fetchesNothingThatASchemaRefersTo() throws Exception {
        try (var server = new FakeServer().answering(request -> Response.json(200, "{\"type\":\"string\"}"))) {
            var schema = """
                    {"$schema": "%s", "$id": "%s", "type": "object", "properties": {"a": {"$ref": "%s"}, "b": {"$ref": "file:///etc/hostname"}}}""".formatted(server.url("/dialect"), server.url("/id"), server.url("/other"));
            assertThat(problem(schema, "{\"a\":1,\"b\":2}")).isEmpty();
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void whatItSaysIsBounded() throws Exception {
        var many = IntStream.range(0, 5_000)
                .mapToObj(i -> "\"" + "y".repeat(100) + i + "\":" + i)
                .collect(Collectors.joining(",", "{", "}"));
        assertThat(problem("{\"type\":\"object\",\"additionalProperties\":{\"type\":\"string\"}}", many))
                .hasValueSatisfying(text ->
                        assertThat(text).contains("and 4995 more problems").hasSizeLessThan(1_500));
        assertThat(problem(SCHEMA, "{\"" + "x".repeat(ArgumentCheck.LONGEST_ARGUMENTS) + "\":1}"))
                .hasValueSatisfying(text -> assertThat(text).contains("more than the 1000000"));
        assertThat(problem(SCHEMA, "x".repeat(100_000)))
                .hasValueSatisfying(text -> assertThat(text).hasSizeLessThan(500));
        assertThat(problem(SCHEMA, "[".repeat(100_000)))
                .hasValueSatisfying(text -> assertThat(text).hasSizeLessThan(500));
    }

    private static Optional<String> problem(String schema, String arguments) throws Exception {
        return new ArgumentCheck("t", JSON.readTree(schema)).problem(arguments);
    }
}
