package dev.vivarium.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TurnLoadTest {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile int status = 200;
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(status, 2);
            exchange.getResponseBody().write(new byte[] {'{', '}'});
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void sendsEveryTurnOnceAndTimesIt() throws Exception {
        var timings = load().run(50, 4);

        assertThat(asked).hasValue(50);
        assertThat(timings.milliseconds(50)).isPositive().isLessThanOrEqualTo(timings.milliseconds(100));
        assertThat(timings.perSecond()).isPositive();
    }

    @Test
    void failsWhenATurnIsNotAnswered() {
        status = 503;

        assertThatThrownBy(() -> load().run(3, 1))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("503");
    }

    @Test
    void sumsRoundsUp() {
        var sum = new Timings();
        for (var millis : new long[] {10, 30}) {
            var round = new Timings();
            round.record(Duration.ofMillis(millis).toNanos());
            round.elapsed(Duration.ofMillis(millis).toNanos());
            sum.add(round);
        }

        assertThat(sum.milliseconds(50)).isCloseTo(10, within(0.1));
        assertThat(sum.milliseconds(100)).isCloseTo(30, within(0.1));
        assertThat(sum.perSecond()).isCloseTo(50, within(0.1));
    }

    private TurnLoad load() {
        return new TurnLoad(URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/v1/turns"));
    }
}
