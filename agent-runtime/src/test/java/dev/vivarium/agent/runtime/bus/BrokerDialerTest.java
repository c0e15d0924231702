package dev.vivarium.agent.runtime.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BrokerDialerTest {
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @TempDir
    Path directory;

    @AfterEach
    void shutdown() {
        executor.close();
    }

    @ParameterizedTest
    @CsvSource({
        "amqp://user:secret@broker:5673, broker:5673",
        "amqp://user:secret@broker, broker:5672",
        "amqps://user:secret@broker.ns.svc/vhost, broker.ns.svc:5671"
    })
    void namesTheBrokerWithoutCredentials(String url, String target) throws Exception {
        assertThat(dialer(url + "\n").target()).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "broker:5672", "http://user:secret@broker", "amqp://user:sec ret@broker", "amqp://"})
    void refusesWhatIsNoAmqpUrlWithoutShowingIt(String url) throws Exception {
        var dialer = dialer(url);
        assertThatThrownBy(dialer::target)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not hold an AMQP URL")
                .satisfies(e -> assertThat(e.toString()).doesNotContain("sec"));
    }

    @Test
    void saysThatTheFileIsMissing() {
        var dialer = new BrokerDialer(directory.resolve("none"), "me", Samples.SETTINGS, executor);
        assertThatThrownBy(dialer::target).hasMessageContaining("none, does not exist");
    }

    @Test
    void readsTheFileEachTime() throws Exception {
        var dialer = dialer("amqp://first");
        assertThat(dialer.target()).isEqualTo("first:5672");
        Files.writeString(directory.resolve("url"), "amqp://second");
        assertThat(dialer.target()).isEqualTo("second:5672");
    }

    @Test
    void saysThatNobodyListens() throws Exception {
        var port = 1; // Nobody gets that one.
        var dialer = dialer("amqp://user:secret@127.0.0.1:" + port);
        assertThatThrownBy(dialer::dial)
                .satisfies(e -> assertThat(BrokerFailures.reason(dialer.target(), e))
                        .startsWith("no connection to the broker 127.0.0.1:" + port)
                        .contains("refused")
                        .doesNotContain("secret"));
    }

    private BrokerDialer dialer(String url) throws IOException {
        var file = directory.resolve("url");
        Files.writeString(file, url);
        return new BrokerDialer(file, "me", Samples.SETTINGS, executor);
    }
}
