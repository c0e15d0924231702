package dev.vivarium.agent.runtime.http;

import static dev.vivarium.agent.runtime.testing.Patience.await;

import dev.vivarium.agent.runtime.testing.AgentProcess;
import dev.vivarium.agent.runtime.testing.Configurations;
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
        await().pollInterval(Duration.ofMillis(500)).until(() -> {
            agent.askAndLeave(path, body, 500 * attempts.incrementAndGet());
            return cancelled() > before;
        });
    }

    private static int cancelled() {
        return agent.log().split(CANCELLED, -1).length - 1;
    }
}
