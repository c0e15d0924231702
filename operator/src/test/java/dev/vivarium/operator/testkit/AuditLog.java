package dev.vivarium.operator.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** What the API server wrote down of the requests that may change something. */
public record AuditLog(Path file) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Waits until for so long whoever is no part of Kubernetes itself has written nothing in the namespace; fails when that never comes. What is still to be
     * written when it is called, however late, does no harm.
     */
    public void awaitQuiet(String namespace, Duration time) {
        var unread = new Unread();
        Awaitility.await("a time in which nothing is written in " + namespace)
                .during(time)
                .atMost(time.plus(Sandbox.SOON))
                .untilAsserted(() -> assertThat(unread.writes(namespace)).isEmpty());
    }

    /** The part of the log from the beginning of this on that was not read yet. */
    private final class Unread {
        private long position = size();

        private List<String> writes(String namespace) {
            return lines().stream()
                    .map(Unread::entry)
                    .filter(entry ->
                            !isOfKubernetes(entry.path("user").path("username").asText()))
                    .filter(entry -> namespace.equals(
                            entry.path("objectRef").path("namespace").asText()))
                    .map(entry -> entry.path("verb").asText() + " " + entry.path("objectRef") + " by "
                            + entry.path("user").path("username").asText())
                    .toList();
        }

        /** Whole lines only; the rest of the last one is read with what follows. */
        private List<String> lines() {
            try (var channel = Files.newByteChannel(file)) {
                var bytes = Channels.newInputStream(channel.position(position)).readAllBytes();
                var end = bytes.length;
                while (end > 0 && bytes[end - 1] != '\n') {
                    end--;
                }
                position += end;
                return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static JsonNode entry(String line) {
            try {
                return JSON.readTree(line);
            } catch (JsonProcessingException e) {
                return JSON.createObjectNode(); // The first line may be the rest of one.
            }
        }
    }

    private long size() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfKubernetes(String user) {
        return user.startsWith("system:") && !user.equals(OperatorAccount.USER);
    }
}
