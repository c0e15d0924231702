package dev.vivarium.demo.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WebhookReceiverTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

    private final HttpClient http = HttpClient.newHttpClient();
    private WebhookReceiver receiver;

    @BeforeEach
    void start() throws IOException {
        receiver = new WebhookReceiver(0, new Notifications(2, CLOCK));
    }

    @AfterEach
    void stop() {
        receiver.close();
        http.close();
    }

    @Test
    void keepsTheLatestNotifications() throws Exception {
        for (var agent : new String[] {"first", "second", "third"}) {
            assertThat(post("""
                    {"alerts":[{"status":"firing","labels":{"alertname":"A","agent":"%s","severity":"warning"},
                      "annotations":{"summary":"too much"}}]}""".formatted(agent)).statusCode()).isEqualTo(200);
        }

        var deliveries = Notifications.parse(get("/notifications").body());

        assertThat(deliveries).extracting(Delivery::agent).containsExactly("second", "third");
        assertThat(deliveries.getFirst())
                .isEqualTo(new Delivery("2026-01-01T00:00:00Z", "firing", "A", "second", "warning", "too much"));
    }

    @Test
    void refusesWhatIsNoNotification() throws Exception {
        assertThat(post("not json").statusCode()).isEqualTo(400);
        assertThat(post("[]").statusCode()).isEqualTo(400);
        assertThat(post(" ".repeat((1 << 20) + 1)).statusCode()).isEqualTo(413);
        assertThat(send(HttpRequest.newBuilder().DELETE(), "/notifications").statusCode())
                .isEqualTo(405);
        assertThat(get("/notifications").body()).isEqualTo("[]");
        assertThatThrownBy(() -> Notifications.parse("<html>")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void saysThatItIsWell() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().POST(BodyPublishers.ofString(body)), "/notifications");
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path)
            throws IOException, InterruptedException {
        var uri = URI.create("http://localhost:%d%s".formatted(receiver.port(), path));
        return http.send(request.uri(uri).build(), BodyHandlers.ofString());
    }
}
