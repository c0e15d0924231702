package dev.vivarium.operator.testkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the API server wrote down of the requests that may change something. */
public record AuditLog(Path file) {
    /** How much there is; to be given to {@link #writesSince}. */
    public long position() {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Requests of whoever is no part of Kubernetes itself that wrote something in the namespace after that position. */
    public List<String> writesSince(long position, String namespace) {
        var json = new ObjectMapper();
        try (var channel = Files.newByteChannel(file)) {
            channel.position(position);
            var reader = new java.io.BufferedReader(
                    java.nio.channels.Channels.newReader(channel, java.nio.charset.StandardCharsets.UTF_8));
            return reader.lines()
                    .map(line -> {
                        try {
                            return json.readTree(line);
                        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
                            return json.createObjectNode(); // The last line may not be whole yet.
                        }
                    })
                    .filter(entry ->
                            !isOfKubernetes(entry.path("user").path("username").asText()))
                    .filter(entry -> namespace.equals(
                            entry.path("objectRef").path("namespace").asText()))
                    .map(entry -> entry.path("verb").asText() + " " + entry.path("objectRef") + " by "
                            + entry.path("user").path("username").asText())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOfKubernetes(String user) {
        return user.startsWith("system:") && !user.equals(OperatorAccount.USER);
    }
}
