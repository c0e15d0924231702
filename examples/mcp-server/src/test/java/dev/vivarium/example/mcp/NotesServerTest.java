package dev.vivarium.example.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.exception.ToolExecutionException;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(NotesServerTest.Profile.class)
class NotesServerTest {
    public static class Profile implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            try {
                var directory = Files.createTempDirectory("vivarium-notes");
                directory.toFile().deleteOnExit();
                return Map.of(
                        "vivarium.example.tools",
                        "notes",
                        "vivarium.example.notes.directory",
                        directory.resolve("notes").toString(),
                        "vivarium.example.notes.limit",
                        "25");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @TestHTTPResource("/")
    URI server;

    @Test
    void keepsListsAndFindsNotes() throws Exception {
        try (var connection = new McpConnection(server)) {
            assertThat(connection.toolNames())
                    .containsExactlyInAnyOrder(NotesTools.ADD, NotesTools.LIST, NotesTools.SEARCH);

            assertThat(connection
                            .call(NotesTools.ADD, "{\"title\":\"Prices\",\"text\":\"a token costs little\"}")
                            .resultText())
                    .isEqualTo("Noted: Prices");
            assertThat(connection
                            .call(NotesTools.ADD, "{\"title\":\"Prices\",\"text\":\"a token costs more\"}")
                            .resultText())
                    .isEqualTo("Replaced the note: Prices");
            assertThat(connection
                            .call(NotesTools.SEARCH, "{\"query\":\"token more\"}")
                            .resultText())
                    .isEqualTo("- Prices: a token costs more");
            assertThat(connection
                            .call(NotesTools.SEARCH, "{\"query\":\"nothing like it\"}")
                            .resultText())
                    .isEqualTo("No notes.");

            for (var i = 1; i <= 24; i++) {
                connection.call(NotesTools.ADD, "{\"title\":\"Note %d\",\"text\":\"x\"}".formatted(i));
            }
            assertThat(connection.call(NotesTools.LIST, "{}").resultText()).endsWith("and 5 more");

            assertThatThrownBy(() -> connection.call(NotesTools.ADD, "{\"title\":\"One more\",\"text\":\"x\"}"))
                    .isInstanceOf(ToolExecutionException.class)
                    .hasMessage("there are 25 notes already, which is the limit");
        }
    }
}
