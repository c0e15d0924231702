package dev.vivarium.agent.runtime.http;

import static org.awaitility.Awaitility.await;

import dev.vivarium.agent.runtime.testing.AgentProcess;
import dev.vivarium.agent.runtime.testing.Configurations;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packaged agent, with a slow model, ends the turns of clients that went away. */
class ClientsThatLeaveIT {
    private static final double SLOW = 10;
    private static final String CANCELLED = "failed: cancelled";

    @TempDir
    static Path directory;

    private static AgentProcess agent;

    @BeforeAll
    static void start() throws Exception {
        agent = AgentProcess.start(Configurations.simulated(), directory, SLOW).awaitReady();
    }

    @AfterAll
    static void stop() {
        if (agent != null) {
            agent.close();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /v1/turns            | {"input":"Hello"}
            /v1/chat/completions | {"model":"m","messages":[{"role":"user","content":"Hello"}]}
            /v1/chat/completions | {"model":"m","stream":true,"messages":[{"role":"user","content":"Hello"}]}
            """)
    void theirTurnEnds(String path, String body) {
        var before = cancelled();
        var attempts = new AtomicInteger();
        // A client may have left before its turn began: the next one waits longer.
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(500))
                .until(() -> {
                    askAndLeave(path, body, 500 * attempts.incrementAndGet());
                    return cancelled() > before;
                });
    }

    private static int cancelled() {
        return agent.log().split(CANCELLED, -1).length - 1;
    }

    private static void askAndLeave(String path, String body, int milliseconds) throws IOException {
        var uri = URI.create(agent.url(path));
        try (var socket = new Socket(uri.getHost(), uri.getPort())) {
            var request =
                    "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                            .formatted(path, body.length(), body);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(milliseconds);
            socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException e) {
            // It has waited long enough and leaves.
        }
    }
}
